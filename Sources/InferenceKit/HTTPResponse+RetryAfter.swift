extension HTTPResponse {
    /// How long the server asks to wait before another request: the header `Retry-After`, RFC 9110 §10.2.3, seconds or a date; a day at most.
    ///
    /// - Parameter now: The time of day.
    /// - Returns: The wait; `nil` when the server asks for none, or in a form that cannot be read.
    public func retryAfter(now: UTCTime) -> Duration? {
        guard let value = headers["Retry-After"] else { return nil }
        if let seconds = Int64(value), seconds >= 0 { return .seconds(min(seconds, 86_400)) }
        guard let date = UTCTime(httpDate: value) else { return nil }
        return .seconds(max(0, min(date.secondsSinceEpoch - now.secondsSinceEpoch, 86_400)))
    }
}
