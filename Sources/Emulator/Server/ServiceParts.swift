import InferenceKit

/// What the services of an emulator share.
struct ServiceParts: Sendable {
    /// The programs that decode and encode.
    let ffmpeg: FFmpeg

    /// Where temporary files go.
    let directory: WorkDirectory

    /// What earlier emulators have made.
    let cache: MediaCache

    /// Downloads inputs.
    let fetcher: InputFetcher

    /// What goes wrong.
    let faults: ActiveFaults

    /// Where finished videos are served.
    let videos: Shelf

    /// Where masks are served.
    let masks: Shelf

    /// Where results are logged.
    let log: RequestLog

    /// The clock.
    let time: any TimeSource
}
