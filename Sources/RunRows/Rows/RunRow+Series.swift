extension RunRow {
    /// Runs that no series would pay for again, so that their records may go; the opposite of `Run.isOfPaidSeries`.
    package static let isOfNoPaidSeries: SQL = """
        (runs.is_charged = \(.no) OR runs.label IS NULL OR runs.caller_name IS NULL
            OR substr(runs.caller_name, 1, length(runs.label) + 1) <> runs.label || '/')
        """
}
