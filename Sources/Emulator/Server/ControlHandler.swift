import EmulatedServices
import InferenceKit

/// Answers requests about the emulator itself, below `/emulator`.
struct ControlHandler: Sendable {
    /// The services that the emulator speaks.
    let services: [any EmulatedService]

    /// What goes wrong.
    let faults: ActiveFaults

    /// Whether the emulator says what it is.
    let identifiesItself: Bool

    /// Answers the question whether this is an emulator; a client relies on it to know that nothing is charged.
    func identification(_ incoming: Incoming) -> Answer {
        guard incoming.method == "GET" else { return .problem(405, "only GET") }
        let names = services.map { JSONValue.string($0.name.rawValue) }
        return .json(200, .object(["emulator": "runner-emulator", "format": 1, "services": .array(names)]))
    }

    /// Answers a request for the counts.
    func statistics(_ incoming: Incoming) async -> Answer {
        guard incoming.method == "GET" else { return .problem(405, "only GET") }
        var sum = ServiceStatistics()
        for service in services { sum = sum + (await service.statistics) }
        return .json(200, sum.json)
    }

    /// Answers a request about the faults: lists, adds or clears them.
    func faults(_ incoming: Incoming) async throws -> Answer {
        switch incoming.method {
        case "GET": break
        case "DELETE": faults.clear()
        case "POST":
            guard let body = try await incoming.body(upTo: 1 << 16) else { return .problem(413, "too long") }
            do {
                faults.add(try requested(in: body))
            } catch {
                return .problem(400, error.description)
            }
        default: return .problem(405, "only GET, POST and DELETE")
        }
        let texts = faults.remaining.map { fault in
            JSONValue.object([
                "fault": .string(fault.text), "remaining": fault.count.map { .int($0) } ?? "all",
            ])
        }
        return .json(200, .object(["faults": .array(texts)]))
    }

    /// Reads specifications: one a line, or a JSON list of them, or an object with that list as `faults`.
    private func requested(in body: [UInt8]) throws(FaultSpecificationError) -> [Fault] {
        let value = try? JSONValue(parsing: body)
        var texts = String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { String($0.trimmingPrefix(while: \.isWhitespace)) }.filter { !$0.isEmpty }
        if let list = value?["faults"]?.array ?? value?.array {
            texts = list.compactMap(\.string)
            guard texts.count == list.count else {
                throw FaultSpecificationError(description: "the list contains something that is not a string")
            }
        } else if let text = value?.string {
            texts = [text]
        }
        guard !texts.isEmpty else {
            throw FaultSpecificationError(description: "no fault given: send TARGET:KIND[*COUNT], one on each line")
        }
        var read: [Fault] = []
        for text in texts { read.append(try Fault(specification: text, in: faults.catalog)) }
        return read
    }
}
