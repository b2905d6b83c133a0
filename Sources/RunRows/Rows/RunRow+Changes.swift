internal import FoundationEssentials
internal import RunStore

/// The statements that change runs.
extension RunRow {
    /// Writes columns of a run.
    static func update(_ run: RunID, _ assignments: SQL) -> SQL {
        "UPDATE runs SET \(assignments) WHERE id = \(run)"
    }

    /// The columns of a run that ends well.
    static func success(
        as status: RunStatus,
        _ output: some Encodable,
        _ files: [RunFile],
        _ price: RunPrice,
        _ log: [String],
        at time: Date
    ) throws -> SQL {
        """
        status = \(status), updated = \(time), ended = \(time), output = \(try JSONText.encode(output)),
        output_files = \(try JSONText.encode(files)), price_usd = \(price.usd), is_price_unknown = \(price.usd == nil),
        log = \(try JSONText.encode(log)), failure = NULL, partial_downloads = '[]'
        """
    }

    /// The columns of a run that stops without outputs.
    static func stop(as status: RunStatus, _ failure: RunFailure, log: [String]?, at time: Date) throws -> SQL {
        let outputs: SQL = status.isTerminal ? ", output = NULL, output_files = '[]'" : ""
        return """
            status = \(status), updated = \(time), ended = \(status.isTerminal ? time : nil),
            failure = \(try JSONText.encode(failure)), log = coalesce(\(try log.map { try JSONText.encode($0) }), log)\(outputs)
            """
    }

    /// The columns of a run that is driven with another model or service.
    static func driven(_ model: RunModel, _ service: RunService) -> SQL {
        """
        model = \(model.name), model_name = \(name(of: model.name)), model_directory = \(model.directory),
        model_key = \(model.key), endpoint = \(service.endpoint), staging = \(service.staging),
        uses_own_emulator = \(service.usesOwnEmulator), is_charged = \(service.isCharged), service = \(service.name)
        """
    }
}
