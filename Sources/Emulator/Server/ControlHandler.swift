import InferenceKit

/// Answers what is about the emulator itself, below `/emulator/`.
struct ControlHandler: Sendable {
    /// What the emulator knows.
    let state: EmulatorState

    /// Answers a request for the counts.
    func statistics(_ incoming: Incoming) async -> Answer {
        guard incoming.method == "GET" else { return .problem(405, "only GET") }
        return .json(200, await state.statistics)
    }

    /// Answers a request about the faults: lists, adds or clears them.
    func faults(_ incoming: Incoming) async throws -> Answer {
        switch incoming.method {
        case "GET": break
        case "DELETE": await state.clearFaults()
        case "POST":
            guard let body = try await incoming.body(upTo: 1 << 16) else { return .problem(413, "too long") }
            do {
                await state.add(try Self.faults(in: body))
            } catch {
                return .problem(400, error.description)
            }
        default: return .problem(405, "only GET, POST and DELETE")
        }
        let texts = await state.faults.map { fault in
            JSONValue.object([
                "fault": .string(fault.text), "remaining": fault.count.map { .int($0) } ?? "all",
            ])
        }
        return .json(200, .object(["faults": .array(texts)]))
    }

    /// Reads specifications: one a line, or a JSON list of them, or an object with that list as `faults`.
    private static func faults(in body: [UInt8]) throws(FaultSpecificationError) -> [Fault] {
        let value = try? JSONValue(parsing: body)
        var texts = String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { String($0.trimmingPrefix(while: \.isWhitespace)) }.filter { !$0.isEmpty }
        if let list = value?["faults"]?.array ?? value?.array {
            texts = list.compactMap(\.string)
            guard texts.count == list.count else {
                throw FaultSpecificationError(description: "the list holds something that is not a string")
            }
        } else if let text = value?.string {
            texts = [text]
        }
        guard !texts.isEmpty else {
            throw FaultSpecificationError(description: "no fault given: send TARGET:KIND[*COUNT], one a line")
        }
        var faults: [Fault] = []
        for text in texts { faults.append(try Fault(specification: text)) }
        return faults
    }
}
