internal import Glibc
internal import Media

extension MediaFitter {
    /// Writes a picture in the first of the planned ways whose file meets the limits.
    func fitPicture(_ path: String, _ source: FitSource, _ target: FitTarget) async throws -> FittedFile {
        guard let plan = PicturePlan(source, target) else {
            throw FitError(.failed, "its size cannot be determined", help: "save it as JPEG elsewhere")
        }
        var smallest = Int64.max
        for (number, format) in plan.formats.enumerated() {
            let isLast = number == plan.formats.count - 1
            let output = "\(scratch)/fitted.\(format.fileExtension)"
            var encoding = plan.first(as: format)
            while true {
                try Task.checkCancellation()
                let errors = try await tools.convert(
                    // What is larger than this is no photo.
                    ["-xerror", "-max_pixels", "400000000", "-noautorotate", "-i", "file:\(path)"],
                    plan.arguments(encoding),
                    to: output
                )
                if let error = errors.first {
                    throw FitError(
                        .failed,
                        "it is damaged: \(FitTools.reason(error))",
                        help: "copy or download it again"
                    )
                }
                let info = try measure(output)
                guard info.width == encoding.width, info.height == encoding.height, info.orientation ?? 1 == 1 else {
                    throw FitError(.failed, "the result has another size than planned", help: "convert it elsewhere")
                }
                let bytes = size(of: output)
                if target.allows(bytes: bytes) {
                    return FittedFile(
                        path: output,
                        changes: plan.changes(encoding, bytes: bytes),
                        sourceSize: source.uprightSize.map { PixelSize(width: $0.width, height: $0.height) }
                    )
                }
                smallest = min(smallest, bytes)
                // Another format keeps more than fewer pixels do.
                guard isLast, let next = plan.next(after: encoding, bytes: bytes) else { break }
                encoding = next
            }
        }
        throw FitError.tooStrict(smallest)
    }

    /// Measures a result.
    func measure(_ path: String) throws(FitError) -> MediaInfo {
        do {
            return try MediaProbe.probe(path: path)
        } catch {
            throw FitError(.failed, "the result cannot be read: \(error)", help: "convert it elsewhere")
        }
    }

    /// The length of a file in bytes.
    func size(of path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }
}
