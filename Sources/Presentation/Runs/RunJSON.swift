internal import ErrorReporting
package import FoundationEssentials
package import InferenceKit
import Quantities
package import RunStore

/// Runs as JSON, for programs: everything that is recorded, times in UTC, nothing in words that a program would have to parse.
package enum RunJSON {
    /// A run.
    ///
    /// - Parameters:
    ///   - run: The run.
    ///   - steps: Its steps; `nil` leaves them out.
    ///   - now: The time at which leases are judged.
    /// - Returns: An object.
    package static func object(_ run: Run, steps: [RunStep]? = nil, now: Date) -> JSONValue {
        let standing = RunStanding(run, now: now)
        var members: [String: JSONValue] = [
            "run": .string(run.id.description),
            "status": .string(run.status.rawValue),
            "interrupted": .bool(standing.isInterrupted),
            "can_resume": .bool(standing.canGoOn),
            "cancel_requested": .bool(run.isCancelRequested),
            "model": .string(run.model.name),
            "model_directory": .string(run.model.directory),
            "model_key": .string(run.model.key),
            "input": .object(run.input.given),
            "checked_input": .object(run.input.checked),
            "input_complete": .bool(run.input.isComplete),
            "input_files": .array(run.input.files.map(file)),
            "fingerprint": .string(run.input.fingerprint),
            "service": service(run.service),
            "places": .array(run.places.map { .object(["output": .string($0.output), "path": .string($0.path)]) }),
            "timeout_seconds": .double(run.timeout / .seconds(1)),
            "estimated_price_usd": price(run.estimate),
            "price_usd": run.price.map(price) ?? .null,
            "paid": .bool(run.isPaid),
            "created": time(run.created),
            "updated": time(run.updated),
            "ended": time(run.ended),
            "task_id": run.taskID.map(JSONValue.string) ?? .null,
            "output": run.output.map(JSONValue.object) ?? .null,
            "output_files": .array(run.files.map(file)),
            "error": run.failure.map(failure) ?? .null,
            "log": .array(run.log.map(JSONValue.string)),
            "lease": run.lease.map(lease) ?? .null,
        ]
        members["steps"] = steps.map { .array($0.map(step)) }
        return .object(members)
    }

    /// An error in the form of every error of the program.
    package static func failure(_ failure: RunFailure) -> JSONValue {
        var members: [String: JSONValue] = [
            "code": .string(failure.code), "message": .string(failure.message),
            "exit_status": .int(Int(failure.exitStatus)),
        ]
        members["help"] = failure.help.map(JSONValue.string)
        members["vendor"] = failure.vendor?.json
        return .object(members)
    }

    private static func step(_ step: RunStep) -> JSONValue {
        let record = step.record
        var members: [String: JSONValue] = [
            "name": .string(record.name),
            "ordinal": .int(record.ordinal),
            "attempt": .int(step.attempt),
            "paid": .bool(record.paid),
            "phase": .string(record.phase.rawValue),
            "began": time(step.began),
            "ended": time(step.ended),
            "complete": .bool(step.isComplete),
            "abandoned": .bool(step.isAbandoned),
        ]
        members["result"] = record.result
        if let error = record.error {
            var object: [String: JSONValue] = ["code": .string(error.code.rawValue), "message": .string(error.message)]
            object["help"] = error.help.map(JSONValue.string)
            object["vendor"] = error.vendor?.json
            object["task_id"] = error.taskID.map(JSONValue.string)
            members["error"] = .object(object)
        }
        return .object(members)
    }

    private static func service(_ service: RunService) -> JSONValue {
        .object([
            "endpoint": service.endpoint.map(JSONValue.string) ?? .null,
            "staging": service.staging.map(JSONValue.string) ?? .null,
            "own_emulator": .bool(service.usesOwnEmulator),
            "charged": .bool(service.isCharged),
        ])
    }

    private static func lease(_ lease: RunLease) -> JSONValue {
        .object([
            "host": .string(lease.owner.host), "process": .int(Int(lease.owner.processID)),
            "acquired": time(lease.acquired), "expires": time(lease.expires),
        ])
    }

    private static func file(_ file: RunFile) -> JSONValue {
        .object([
            "name": .string(file.name), "path": .string(file.path), "size_bytes": .int(Int(file.sizeBytes)),
            "sha256": .string(file.sha256),
        ])
    }

    private static func price(_ price: RunPrice) -> JSONValue {
        price.usd.map { .double(Dollars.rounded($0)) } ?? .null
    }

    private static func time(_ date: Date?) -> JSONValue {
        date.map { .string($0.timestamp) } ?? .null
    }
}
