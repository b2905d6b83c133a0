internal import InferenceKit

/// A numeric code of the service; see `docs/vision-api.md`, section "Codes of the service".
struct ServiceRefusal: Refusal, Hashable {
    let errorCode: PredictionError.Code
    let message: String
    let help: String
    let remedy: Remedy

    /// Looks a code up; an unknown one is judged by its HTTP status.
    ///
    /// - Parameters:
    ///   - code: The member `code` of a response, not 10000.
    ///   - httpStatus: The status that came with it.
    init(code: Int, httpStatus: Int?) {
        self =
            Self.table[code]
            ?? ServiceRefusal(
                .serviceUnavailable,
                "the service returned the unknown error code \(code)",
                "look up the code in the BytePlus documentation, and report it to this project",
                (httpStatus ?? 0) >= 500 ? .pauseUnlessPaid : .none
            )
    }

    /// The codes that are known.
    static var codes: Set<Int> { Set(table.keys) }

    private init(_ code: PredictionError.Code, _ message: String, _ help: String, _ remedy: Remedy = .none) {
        errorCode = code
        self.message = message
        self.help = help
        self.remedy = remedy
    }

    private static let table = inputs.merging(audits) { $1 }.merging(capacity) { $1 }

    private static let inputs: [Int: ServiceRefusal] = [
        50200: ServiceRefusal(
            .configuration,
            "the service does not offer this model (req_key) to the account",
            "check that the model is offered in the region and activated in the BytePlus console"
        ),
        50215: ServiceRefusal(
            .invalidInput,
            "the service could not use an input",
            "image and audio must be reachable by a direct link without login or redirect, and the audio at most 60 seconds "
                + "long; open the links in a private browser window to check"
        ),
        50218: ServiceRefusal(
            .contentRefused,
            "the service rejected a resource in the request as a risk",
            "use another image and audio"
        ),
        50400: ServiceRefusal(
            .accessDenied,
            "the service denies access",
            "activate the model in the BytePlus console under Vision AI, and give the key's user the permission to use 'cv'"
        ),
    ]

    private static let audits: [Int: ServiceRefusal] = [
        50411: refused("the input image did not pass the content check", "use another image"),
        50412: refused("the prompt did not pass the content check", "change the prompt"),
        50413: refused(
            "the prompt contains words that are sensitive or protected by copyright",
            "change the prompt"
        ),
        50511: refused(
            "the generated image did not pass the content check",
            "change the image, and predict again"
        ),
        50512: refused("the generated text did not pass the content check", "change the prompt"),
        50513: refused("the input video did not pass the content check", "use another video"),
        50514: refused("the input audio did not pass the content check", "use another recording"),
        50516: refused(
            "the generated video did not pass the content check",
            "change the image or the audio, and predict again"
        ),
        50517: refused("the generated sound did not pass the content check", "use another recording"),
        50518: refused("an input is protected by copyright", "use material that you own"),
        50519: refused(
            "the generated video resembles protected material",
            "change the image, and predict again"
        ),
        50520: auditFailing,
        50521: auditFailing,
        50522: auditFailing,
    ]

    private static let auditFailing = ServiceRefusal(
        .serviceUnavailable,
        "the service's content check is not working",
        "try again later"
    )

    private static let capacity: [Int: ServiceRefusal] = [
        50429: ServiceRefusal(
            .serviceUnavailable,
            "the account sends too many requests per second",
            "try again later, or ask BytePlus for a higher limit",
            .pause
        ),
        50430: ServiceRefusal(
            .serviceUnavailable,
            "all of the account's slots are in use by other tasks",
            "wait until one of them has ended, or ask BytePlus for more slots",
            .freeSlot
        ),
        50500: ServiceRefusal(
            .serviceUnavailable,
            "the service failed internally",
            "try again later",
            .pauseUnlessPaid
        ),
        50501: ServiceRefusal(
            .serviceUnavailable,
            "the service failed internally (RPC)",
            "try again later",
            .pauseUnlessPaid
        ),
    ]

    private static func refused(_ message: String, _ help: String) -> ServiceRefusal {
        ServiceRefusal(.contentRefused, message, help)
    }
}
