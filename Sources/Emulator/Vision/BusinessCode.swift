/// A code of the service itself with its HTTP status and sentence.
///
/// See <https://www.volcengine.com/docs/85621/1810464>, which documents them for the Chinese twin of the service.
struct BusinessCode: Sendable, Hashable {
    /// The number, such as 50215.
    var code: Int

    /// The HTTP status that comes with it.
    var status: Int

    /// The vendor's sentence.
    var message: String

    /// Creates a code.
    ///
    /// - Parameters:
    ///   - code: The number.
    ///   - status: The HTTP status that comes with it.
    ///   - message: The vendor's sentence.
    init(_ code: Int, status: Int = 400, _ message: String) {
        self.code = code
        self.status = status
        self.message = message
    }

    /// Returns the code of a number; an unknown one has HTTP status 400 and a sentence that says so.
    ///
    /// - Parameter number: The code.
    /// - Returns: The code with its HTTP status and sentence.
    static func known(_ number: Int) -> BusinessCode {
        all.first { $0.code == number } ?? BusinessCode(number, "Unknown Error")
    }

    /// The same with another HTTP status.
    ///
    /// - Parameter status: 100 to 599.
    /// - Returns: The changed code.
    func with(status: Int) -> BusinessCode {
        BusinessCode(code, status: status, message)
    }
}

// MARK: - The vendor's codes

extension BusinessCode {
    /// The request was carried out.
    static let success = BusinessCode(10_000, status: 200, "Success")
    /// The `req_key` is unknown, or unknown to this action.
    static let notSupported = BusinessCode(50_200, "The req_key is not supported")
    /// A field is missing, wrong or unknown, or an input cannot be used.
    static let inputInvalid = BusinessCode(50_215, "Input invalid for this service.")
    /// As many tasks as allowed are in progress.
    static let concurrencyLimit = BusinessCode(
        50_430,
        status: 429,
        "Request Has Reached API Concurrent Limit, Please Try Later"
    )
    /// Too many requests.
    static let rateLimit = BusinessCode(
        50_429,
        status: 429,
        "Request Has Reached API Limit, Please Try Later"
    )
    /// A fault inside the service.
    static let internalError = BusinessCode(50_500, status: 500, "Internal Error")

    /// Every code of the vendor's table.
    static let all = [
        success, notSupported, inputInvalid, BusinessCode(50_218, "Resource Exists Risk"),
        BusinessCode(50_400, status: 401, "Access Denied: Internal Error"),
        BusinessCode(50_411, "Pre Img Risk Not Pass"), BusinessCode(50_412, "Text Risk Not Pass"),
        BusinessCode(50_413, "Post Text Risk Not Pass"), rateLimit, concurrencyLimit, internalError,
        BusinessCode(50_501, status: 500, "Internal RPC Error"), BusinessCode(50_511, "Post Img Risk Not Pass"),
        BusinessCode(50_512, "Post Text Risk Not Pass"), BusinessCode(50_513, "Pre Video Risk Not Pass"),
        BusinessCode(50_514, "Pre Audio Risk Not Pass"), BusinessCode(50_516, "Post Video Risk Not Pass"),
        BusinessCode(50_517, "Post Audio Risk Not Pass"), BusinessCode(50_518, "Pre Copyright Risk Not Pass"),
        BusinessCode(50_519, "Post Copyright Risk Not Pass"), BusinessCode(50_520, "Risk Internal Error"),
        BusinessCode(50_521, "Antidirt Internal Error"), BusinessCode(50_522, "Image Copyright Internal Error"),
    ]
}
