public import InferenceKit

extension ARKAPI {
    /// Makes images: a call that costs money and returns when the images are done.
    ///
    /// The request is never repeated once it may have arrived. The service has no list of such requests, so when the response is lost, it
    /// remains unknown whether images were made.
    ///
    /// - Parameters:
    ///   - form: The fields of the request, without `response_format`.
    ///   - output: The name of the output in the manifest, which may hold several files.
    ///   - context: The run, which gets the usage that the service reports.
    /// - Returns: The downloaded images, in the service's order.
    /// - Throws: `PredictionError`: `invalid-input` for more pictures than the service allows, `outcome-unknown` when the response was lost.
    public func images(
        _ form: JSONForm,
        as output: String,
        _ context: PredictionContext
    ) async throws -> [MediaFile] {
        try Self.checkCount(form)
        let form = form.adding("response_format", "url")
        let made = try await context.retrying(client.patience) {
            try await context.step("generate", paid: true) {
                context.progress("generating images")
                let key = context.key(of: "generate")
                do {
                    let answer = try await client.create(
                        "/images/generations",
                        form,
                        key: key,
                        timeout: .seconds(600),
                        context
                    )
                    let made = try MadeImages(answer)
                    // The links are given once, and no record keeps them whole.
                    for (index, link) in made.links.enumerated() {
                        try? context.keep(link: link, for: context.name(of: output, at: index))
                    }
                    return made
                } catch var error as PredictionError where error.code == .outcomeUnknown {
                    error.message += "; the service keeps no list of images, so it stays unknown whether they were made"
                    throw error
                }
            }
        }
        context.charged(made.usage)
        for failure in made.failures { context.warn("an image was not made: \(failure)") }
        var files: [MediaFile] = []
        do {
            for (index, link) in made.links.enumerated() {
                files.append(try await image(link, as: context.name(of: output, at: index), context))
            }
            return files
        } catch is CancellationError {
            throw PredictionError(
                .notCanceled,
                "the run was stopped, but its images were made and will be charged",
                help: "continue the run to download them; their links work for 24 hours"
            )
        }
    }

    /// Checks that there are at most 15 pictures, references and new ones together.
    private static func checkCount(_ form: JSONForm) throws(PredictionError) {
        let most = form.fields["sequential_image_generation_options"]?["max_images"]?.integer ?? 1
        let references = form.fields["image"]?.array?.count ?? 0
        guard references + most > 15 else { return }
        throw PredictionError(
            .invalidInput,
            "\(references) reference pictures and max_images \(most) are more than 15",
            help: "lower max_images, or leave out reference pictures"
        )
    }

    private func image(_ link: String, as output: String, _ context: PredictionContext) async throws -> MediaFile {
        let url = context.keptLink(for: output) ?? link
        do {
            return try await context.step("download \(output)", isStillGood: { file, _ in context.isThere(file) }) {
                try await context.download(keptLink: url, as: output, retry: client.downloadPatience)
            }
        } catch var error as PredictionError where error.code == .outputUnavailable {
            error.help =
                error.help ?? "the image was made and is charged; its link works for 24 hours, so continue the run soon"
            throw error
        }
    }
}

/// What the service made.
struct MadeImages: Sendable, Hashable, Codable {
    /// The links to the images, which work for 24 hours.
    var links: [String]
    /// Why other images were not made, one phrase each.
    var failures: [String]
    /// What the service charges for.
    var usage: ServiceUsage
    /// The request id that the service's support asks for.
    var requestID: String?

    private enum CodingKeys: String, CodingKey {
        case links
        case failures
        case usage
        case requestID = "request_id"
    }

    /// Reads a response: `data` holds links, and errors of images that were not made.
    ///
    /// - Throws: `PredictionError`: the refusal when no image was made, `outcome-unknown` for a response that holds neither.
    init(_ answer: ARKAnswer) throws(PredictionError) {
        let data = answer.body["data"]?.array ?? []
        links = data.compactMap { $0["url"]?.string }.filter { !$0.isEmpty }
        let errors = data.compactMap { $0["error"] } + [answer.body["error"]].compactMap(\.self)
        let refusals = errors.filter { $0 != .null }.map { error in
            var vendor = answer.vendor
            vendor.code = error["code"]?.string.map(vendorText)
            vendor.message = error["message"]?.string.map(vendorText)
            let refusal = ARKRefusal(code: vendor.code ?? "", parameter: nil, httpStatus: 400)
            // Any other code would invite another attempt, and the request was accepted.
            let code: PredictionError.Code = refusal.errorCode == .contentRefused ? .contentRefused : .taskFailed
            return PredictionError(code, refusal.message, help: refusal.help, vendor: vendor)
        }
        failures = refusals.map(\.message)
        let count = answer.body["usage"]?["generated_images"]?.integer
        usage = ServiceUsage(images: count ?? links.count)
        requestID = answer.vendor.requestID
        guard links.isEmpty else { return }
        if let refusal = refusals.first { throw refusal }
        throw PredictionError(
            .outcomeUnknown,
            "the service reports success but returned no image links",
            help: "ask the service's support with the request id",
            vendor: answer.vendor
        )
    }
}
