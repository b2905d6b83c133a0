/// Which runs are worth keeping on record.
extension Run {
    /// Whether its result, which is paid or may be, would be lost with its record: it was not fetched yet, or its outcome is unknown.
    ///
    /// Whether any process drives it does not matter, and neither does who may.
    package var mayHoldUnfetchedResult: Bool {
        // Such an emulator ended with the command that started the run, and had everything.
        guard !service.usesOwnEmulator else { return false }
        return status == .unknown || isPaid && !status.isTerminal
    }

    /// Whether its record keeps a series of runs, such as a batch, from paying for it again: the caller's name for it begins with its label.
    ///
    /// Such a run is found again by that name, whenever the series is run again.
    package var isOfPaidSeries: Bool {
        guard service.isCharged, let label, let callerName else { return false }
        return callerName.hasPrefix("\(label)/")
    }
}
