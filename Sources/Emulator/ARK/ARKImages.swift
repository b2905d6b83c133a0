import FoundationEssentials
import InferenceKit

/// Makes pictures while the client waits.
struct ARKImages: Sendable {
    /// What the services share.
    let parts: ServiceParts
    /// Where pictures are served.
    let files: Shelf

    /// Makes the pictures of a request.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - failure: The code with which the first picture fails.
    ///   - link: Returns the link to a file by its name.
    /// - Returns: The answer's `data` and how many pictures were made.
    /// - Throws: ``UnusableInput``; ``EmulatorError``; `CancellationError`.
    func make(
        _ request: ARKImageRequest,
        failure: String?,
        link: (String) -> String
    ) async throws -> (data: [JSONValue], count: Int) {
        var pictures: [ARKInput] = []
        defer { pictures.forEach { WorkDirectory.remove($0.path) } }
        for (index, url) in request.references.enumerated() {
            pictures.append(try await ARKInput(url, field: "image[\(index)]", parts))
        }
        var data: [JSONValue] = []
        for number in 1...request.count {
            if number == 1, let failure {
                data.append(["error": ["code": .string(failure), "message": "The image was not made."]])
                continue
            }
            let maker = CardMaker(ffmpeg: parts.ffmpeg, directory: parts.directory)
            let lines =
                [request.prompt] + (request.count > 1 ? ["\(number) of \(request.count)"] : [])
                + (request.isMarked ? ["AI generated"] : [])
            let card = try maker.card(lines, showing: pictures, size: (request.width, request.height))
            let path = try await maker.write(card, as: request.format)
            data.append(try entry(path, request, link))
        }
        return (data, data.count { $0["error"] == nil })
    }

    private func entry(_ path: String, _ request: ARKImageRequest, _ link: (String) -> String) throws -> JSONValue {
        let size = JSONValue.string("\(request.width)x\(request.height)")
        if request.isInline {
            defer { WorkDirectory.remove(path) }
            let bytes = FileManager.default.contents(atPath: path) ?? Data()
            return ["b64_json": .string(bytes.base64EncodedString()), "size": size]
        }
        let name = ARKFiles.put(path, "image/\(request.format)", on: files, at: parts.time.uptime)
        return ["url": .string(link(name)), "size": size]
    }
}

/// The files of the API: signed links that work for a day, for GET alone.
enum ARKFiles {
    /// The path below which they are served.
    static let path = "/ark-files/"

    /// Puts a file on the shelf.
    ///
    /// - Returns: Its name.
    static func put(_ path: String, _ contentType: String, on shelf: Shelf, at now: Duration) -> String {
        let name = Identifiers.random(digits: 24)
        let query = "X-Tos-Expires=86400&X-Tos-Signature=\(Identifiers.random(digits: 64))"
        shelf.add(Shelf.Item(path: path, contentType: contentType, query: query), as: name, at: now)
        return name
    }
}
