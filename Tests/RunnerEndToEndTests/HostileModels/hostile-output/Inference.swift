import Glibc
import InferenceKit

/// Writes its output in the way that it is asked for.
struct Inference: Predictor {
    struct Input: Decodable, Sendable {
        var attack: String
        var target: String
    }
    struct Output: Codable, Sendable { var document: MediaFile }

    init(_ setup: Setup) async throws {}

    func predict(_ input: Input, _ context: PredictionContext) async throws -> Output {
        let path = try context.path(for: "document")
        switch input.attack {
        case "symlink":
            unlink(path)
            symlink(input.target, path)
        case "link":
            unlink(path)
            link(input.target, path)
        case "neighbor":
            let descriptor = open(input.target, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            write(descriptor, "owned", 5)
        case "elsewhere": return Output(document: MediaFile(name: "document", path: input.target))
        default:
            let descriptor = open(path, O_WRONLY)
            write(descriptor, "done", 4)
            close(descriptor)
        }
        return Output(document: MediaFile(name: "document", path: path))
    }
}
