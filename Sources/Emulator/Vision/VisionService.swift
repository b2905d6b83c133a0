import EmulatedServices
import InferenceKit

/// The Vision API with OmniHuman 1.0 and 1.5, as this project knows it from `docs/vision-api.md`.
struct VisionService: EmulatedService {
    /// What the vendor charges for a second of video, in US dollars.
    private static let usdPerSecond = 0.12

    let name = EmulatedServiceName.vision

    private let credential: Credential
    private let handler: VisionHandler
    private let worker: TaskWorker<GenerationRequest>
    private let queue: TaskQueue<GenerationRequest>
    private let counts = RequestCounts()

    /// Creates the service.
    ///
    /// - Parameters:
    ///   - settings: How it behaves.
    ///   - parts: What the services share.
    init(_ settings: EmulatorSettings, _ parts: ServiceParts) {
        credential = settings.credential
        queue = TaskQueue(
            pace: settings.pace,
            concurrency: settings.concurrency,
            videos: parts.videos,
            linkLife: settings.linkLife,
            time: parts.time
        )
        handler = VisionHandler(
            gatekeeper: Gatekeeper(credential: settings.credential),
            queue: queue,
            videos: parts.videos,
            detection: SubjectDetection(parts),
            faults: parts.faults,
            counts: counts,
            answerForm: settings.answerForm,
            time: parts.time
        )
        let generation = VideoGeneration(parts, queue)
        worker = TaskWorker(queue: queue, log: parts.log) { try await generation.makeVideo($1) }
    }

    func variables(endpoint: String) -> [(name: String, value: String)] {
        [
            ("VISION_ENDPOINT", endpoint), ("BYTEPLUS_ACCESS_KEY", credential.accessKey),
            ("BYTEPLUS_SECRET_KEY", credential.secretKey.exposed),
        ]
    }

    func answer(_ incoming: Incoming) async throws -> Answer? {
        incoming.path.allSatisfy { $0 == "/" } ? try await handler.answer(incoming) : nil
    }

    func work() async { await worker.run() }

    var statistics: ServiceStatistics {
        get async {
            var statistics = await queue.statistics { request, status in
                ["req_key": .string(request.model.rawValue), "state": .string(status.word)]
            }
            statistics.requests = counts.requests
            statistics.refusedSignatures = counts.refusedSignatures
            statistics.chargedUSD = statistics.chargedSeconds * Self.usdPerSecond
            return statistics
        }
    }
}

extension TaskStatus {
    /// The vendor's word for it.
    var word: String {
        switch self {
        case .inQueue: "in_queue"
        case .generating: "generating"
        case .done, .failed: "done"
        case .canceled: "canceled"
        case .expired: "expired"
        case .notFound: "not_found"
        }
    }
}
