internal import Diagnostics

/// Advice on common mistakes in models, in the author's terms.
struct CompilerAdvice {
    /// Advice on one mistake.
    struct Advice {
        /// What is wrong, if the compiler's message does not say it.
        var message: String?
        /// How to fix it.
        var help: String
        /// Where it is wrong, if that is not where the compiler reports it.
        var location: SourceLocation?
    }

    /// The model's files.
    let sources: ModelSources
    /// The modules that the model may import.
    let kit: [String]

    private var scan: SourceScan { SourceScan(sources: sources) }

    /// Returns advice on an error; `nil` if there is none.
    func advice(for error: CompilerMessage) -> Advice? {
        let quoted = error.text.split(separator: "'", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        return missingType(error, quoted) ?? effects(error) ?? classType(error) ?? conformance(error, quoted) ?? access(
            error,
            quoted
        )
            ?? sendability(error, quoted) ?? scope(error, quoted)
    }

    // MARK: - The type itself

    /// There is no usable type `Inference`.
    private func missingType(_ error: CompilerMessage, _ quoted: [String]) -> Advice? {
        let isHidden = error.text.contains("'Inference' is inaccessible due to")
        let isMissing = error.text == "cannot find 'Inference' in scope"
        let isOther = error.text.contains("requires that 'Inference' conform to 'Predictor'")
        guard isHidden || isMissing || isOther else { return nil }
        let message = "the model has no type 'Inference' that conforms to 'Predictor'"
        if isHidden, let place = scan.declaration(of: "Inference") {
            let modifier = quoted.dropFirst().first ?? "private"
            return Advice(
                message: "'Inference' is \(modifier), so the runner cannot see it",
                help: "remove '\(modifier)': 'struct Inference: Predictor'",
                location: place
            )
        }
        if let place = scan.declaration(of: "Inference") {
            return Advice(message: message, help: "write 'struct Inference: Predictor'", location: place)
        }
        if let other = scan.predictors.first {
            return Advice(
                message: message,
                help: "rename '\(other)' to 'Inference', the name that the runner looks for",
                location: scan.declaration(of: other)
            )
        }
        return Advice(message: message, help: "declare 'struct Inference: Predictor' in one of its Swift files")
    }

    /// A class would have to be final and have a required initializer.
    private func classType(_ error: CompilerMessage) -> Advice? {
        guard error.text.contains("non-final class 'Inference'") else { return nil }
        return Advice(help: "write 'struct Inference: Predictor', and keep mutable state in an actor or a Mutex")
    }

    // MARK: - Calls

    private func effects(_ error: CompilerMessage) -> Advice? {
        if error.text.contains("cannot appear to the right of a non-assignment operator") {
            return Advice(
                help: "write one 'await' before the whole expression, or store each result with 'let' first"
            )
        }
        if error.text.contains("structure nesting level exceeded") {
            return Advice(help: "split the expression into steps with 'let'")
        }
        if error.text.contains("cannot convert value of type 'Secret'"), error.text.contains("'String'") {
            return Advice(
                help: "append '.exposed' to the secret where it goes to a header or a signer, and only there"
            )
        }
        let wantsTry = error.text.contains("is not marked with 'try'") || error.text.contains("not handled")
        guard wantsTry || error.text.contains("is not marked with 'await'") else { return nil }
        return Advice(
            help: "write 'try' before a call that throws, and 'await' before an asynchronous one: 'try await f()'"
        )
    }

    // MARK: - The protocol

    private func conformance(_ error: CompilerMessage, _ quoted: [String]) -> Advice? {
        if error.text.contains("does not conform to protocol 'Predictor'") { return requirement(error) }
        if error.text.contains("required by protocol 'Predictor'") || error.text.contains("by protocol 'Predictor'") {
            return quoted.first.map { Advice(help: Self.requirements[$0.prefix { $0 != "(" }.description] ?? Self.all) }
        }
        if error.text.contains("does not conform to protocol 'Decodable'")
            || error.text.contains("does not conform to protocol 'Encodable'")
        {
            return Advice(
                help:
                    "use String, Int, Double, Bool and MediaFile for its properties, or types that are Codable themselves"
            )
        }
        return nil
    }

    /// A requirement of the protocol that the type does not meet.
    private func requirement(_ error: CompilerMessage) -> Advice {
        let notes = error.notes.map(\.text)
        for (name, protocols) in [("Input", "Decodable, Sendable"), ("Output", "Codable, Sendable")]
        where notes.contains(where: { $0.contains("nested type '\(name)'") }) {
            return Advice(
                help:
                    "write 'struct \(name): \(protocols)' inside 'Inference', with a property for each \(name.lowercased())"
            )
        }
        if notes.contains(where: { $0.contains("requires function 'predict'") }) {
            let similar = scan.functions.contains("predict") ? nil : nearest(to: "predict", in: scan.functions)
            let rename = similar.map { "rename '\($0)' to 'predict': " } ?? ""
            return Advice(help: "\(rename)\(Self.requirements["predict"] ?? "")")
        }
        if notes.contains(where: { $0.contains("requires initializer") }) {
            return Advice(help: Self.requirements["init"] ?? Self.all)
        }
        return Advice(help: Self.all)
    }

    private static let requirements = [
        "init": "write 'init(_ setup: Setup) async throws'",
        "predict": "write 'func predict(_ input: Input, _ context: PredictionContext) async throws -> Output'",
    ]
    private static let all =
        "a Predictor has a type Input, a type Output, 'init(_ setup: Setup) async throws' and "
        + "'func predict(_ input: Input, _ context: PredictionContext) async throws -> Output'"

    // MARK: - Access, concurrency and names

    private func access(_ error: CompilerMessage, _ quoted: [String]) -> Advice? {
        guard error.text.contains("must be declared public because it matches a requirement in public protocol") else {
            return nil
        }
        return Advice(
            message: "'Inference' is public, so its members have to be public, too",
            help: "remove 'public'; the runner does not need it",
            location: scan.declaration(of: "Inference")
        )
    }

    private func sendability(_ error: CompilerMessage, _ quoted: [String]) -> Advice? {
        guard error.text.contains("'Sendable'-conforming") else { return nil }
        let name = quoted.first ?? "it"
        if error.text.contains("is mutable") {
            return Advice(
                help:
                    "declare '\(name)' with 'let', since predictions run concurrently; keep mutable state in an actor or a Mutex"
            )
        }
        return Advice(
            help:
                "predictions run concurrently: make the type of '\(name)' a struct of Sendable values, or keep it in an actor or a Mutex"
        )
    }

    private func scope(_ error: CompilerMessage, _ quoted: [String]) -> Advice? {
        if let name = quoted.first, error.text.hasPrefix("no such module") {
            let near = nearest(to: name, in: kit).map { "did you mean '\($0)'? " } ?? ""
            return Advice(
                help:
                    "\(near)a model can import \(kit.joined(separator: ", ")) and modules that come with Swift, such as Foundation; put other code into files beside Inference.swift"
            )
        }
        guard error.text.hasPrefix("cannot find"), let name = quoted.first else { return nil }
        // The types of the helper of an API begin as its name does.
        let helper = kit.first { $0.hasSuffix("Helper") && name.hasPrefix($0.dropLast("Helper".count)) }
        guard let module = Self.modules.first(where: { $0.names.contains(name) })?.module ?? helper,
            !scan.imports.contains(module)
        else { return nil }
        return Advice(help: "add 'import \(module)' at the top of the file")
    }

    private static let modules: [(module: String, names: Set<String>)] = [
        (
            "InferenceKit",
            [
                "Predictor", "Setup", "PredictionContext", "PredictionError", "MediaFile", "Secret", "HTTPRequest",
                "JSONForm", "JSONValue", "RetryPolicy", "Credential",
            ]
        ),
        ("VisionHelper", ["Subjects"]),
        (
            "Foundation",
            [
                "Date", "Data", "URL", "UUID", "FileManager", "JSONDecoder", "JSONEncoder", "ProcessInfo", "Process",
                "Calendar", "Decimal", "NSObject", "DateFormatter", "NSRegularExpression",
            ]
        ),
        ("Glibc", ["exit", "getenv", "sqrt", "pow", "sin", "cos", "sleep", "usleep", "getpid"]),
        ("Synchronization", ["Mutex", "Atomic"]),
    ]
}
