internal import Addresses
internal import InferenceKit
internal import ModelExamples
internal import ModelManifest

extension ModelDirectory {
    /// Reads a file that lies in the directory.
    ///
    /// - Parameters:
    ///   - file: Its path in the directory.
    ///   - mostBytes: The length of the longest file to read.
    /// - Returns: The content; `nil` for what is longer or no plain file, and for a link that leads out of the directory.
    package func contents(of file: String, mostBytes: Int) -> [UInt8]? {
        try? OwnFile.contents(of: file, in: path, mostBytes: mostBytes)
    }

    /// The path of the file that an example gives for an input.
    ///
    /// - Parameters:
    ///   - text: The path as it is written, perhaps after an `@`.
    ///   - directory: The directory of the example.
    /// - Returns: The path; `nil` for a link.
    package static func exampleFile(_ text: String, in directory: String) -> String? {
        guard case .notALink = LinkCheck.judge(text, allowsLoopback: true) else { return nil }
        let path = text.hasPrefix("@") ? String(text.dropFirst()) : text
        return path.hasPrefix("/") ? path : "\(directory)/\(path)"
    }
}

/// Where the files of a model's examples may lie: in its directory, and in `samples` beside the registry, which models share.
///
/// An example comes with the model. It must not be a way to other files of the user.
struct ExamplePlaces {
    private let places: [String]

    /// - Parameter directory: The model.
    init(of directory: String) {
        let place = realPath(directory)
        places = [place, place.flatMap { realPath("\($0)/../../samples") }].compactMap(\.self)
    }

    /// What is wrong with the value of an input that is a file.
    ///
    /// - Parameters:
    ///   - value: The value, or a list of such.
    ///   - directory: The directory of the example.
    /// - Returns: A text that leads elsewhere, or else one that leads nowhere; `nil` when none does.
    func problem(in value: JSONValue, beside directory: String) -> ExampleFileProblem? {
        let problems = (value.array ?? [value]).compactMap(\.string).compactMap { problem(of: $0, beside: directory) }
        return problems.first { if case .elsewhere = $0 { true } else { false } } ?? problems.first
    }

    private func problem(of text: String, beside directory: String) -> ExampleFileProblem? {
        guard let path = ModelDirectory.exampleFile(text, in: directory) else {
            return text.lowercased().hasPrefix("file:") ? .elsewhere(text) : nil
        }
        guard let real = realPath(path) else { return .missing(text) }
        return places.contains { real.hasPrefix("\($0)/") } ? nil : .elsewhere(text)
    }
}
