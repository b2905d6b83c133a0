import EmulatedServices
import InferenceKit
import Synchronization

/// The ARK API with its video and image models, as this project knows it from `docs/ark-api.md`.
struct ARKService: EmulatedService {
    /// How long the API keeps tasks, and its links work.
    private static let lives = (tasks: Duration.seconds(7 * 86_400), links: Duration.seconds(86_400))
    private static let basePath = "/api/v3"

    let name = EmulatedServiceName.ark

    private let token: Secret
    private let handler: ARKHandler
    private let worker: TaskWorker<ARKVideoRequest>
    private let queue: TaskQueue<ARKVideoRequest>
    private let records = ARKTaskRecords()
    private let counts = RequestCounts()
    private let charges = ARKCharges()
    private let files: FileHandler

    /// Where finished videos and pictures are served.
    let shelf: Shelf

    /// Creates the service.
    ///
    /// - Parameters:
    ///   - settings: How it behaves.
    ///   - parts: What the services share.
    init(_ settings: EmulatorSettings, _ parts: ServiceParts) {
        let standard = EmulatorSettings(environment: [:])
        token = settings.credential.secretKey
        // The settings' own times are those of another API, unless somebody changed them.
        var pace = settings.pace
        if pace.life == standard.pace.life { pace.life = Self.lives.tasks }
        let linkLife = settings.linkLife == standard.linkLife ? Self.lives.links : settings.linkLife
        let shelf = Shelf(life: linkLife)
        self.shelf = shelf
        let queue = TaskQueue<ARKVideoRequest>(
            pace: pace,
            concurrency: settings.concurrency,
            videos: shelf,
            linkLife: linkLife,
            time: parts.time
        )
        self.queue = queue
        files = FileHandler(videos: shelf, masks: parts.masks, uploads: shelf, faults: parts.faults, time: parts.time)
        handler = ARKHandler(
            token: token,
            tasks: ARKTasks(queue: queue, records: records, files: shelf, time: parts.time),
            images: ARKImages(parts: parts, files: shelf),
            charges: charges,
            parts: parts,
            counts: counts
        )
        let maker = ARKVideoMaker(parts: parts)
        worker = TaskWorker(queue: queue, log: parts.log) { [records] id, request in
            let made = try await maker.make(request)
            let frame = made.lastFrame.map { ARKFiles.put($0, "image/png", on: shelf, at: parts.time.uptime) }
            records.change(id) { record in
                record.made = made
                record.lastFrameName = frame
            }
            return made.video
        }
    }

    func variables(endpoint: String) -> [(name: String, value: String)] {
        [("ARK_ENDPOINT", endpoint), ("ARK_API_KEY", token.exposed)]
    }

    func answer(_ incoming: Incoming) async throws -> Answer? {
        if incoming.path.hasPrefix(ARKFiles.path) {
            // The links are signed for GET.
            guard incoming.method == "GET" else { return .problem(403, "the signature does not match the method") }
            return try files.video(String(incoming.path.dropFirst(ARKFiles.path.count)), incoming)
        }
        guard incoming.path.hasPrefix("\(Self.basePath)/") else { return nil }
        return try await handler.answer(incoming, String(incoming.path.dropFirst(Self.basePath.count)))
    }

    func work() async { await worker.run() }

    var statistics: ServiceStatistics {
        get async {
            var statistics = await queue.statistics { request, status in
                ["model": .string(request.model.id), "state": .string(status.word)]
            }
            statistics.chargedSeconds = 0
            for record in records.everyTask {
                guard let made = record.made, let request = await queue.request(of: record.id), !record.isCanceled
                else {
                    continue
                }
                let tokens = VideoSize.tokens(made.size, frames: request.frameCount)
                let price = request.model.usdPerMillionTokens.map { request.hasSound ? $0.sound : $0.silent } ?? 0
                let share = request.serviceTier == "flex" ? 0.5 : 1
                statistics.chargedUSD += Double(tokens) * price * share / 1_000_000
            }
            let images = charges.all
            statistics.submits += images.count
            statistics.chargedUSD += images.reduce(0) { $0 + $1.usd }
            statistics.tasks += images.map {
                .object(["model": .string($0.model), "fields": $0.fields, "state": "done"])
            }
            statistics.requests = counts.requests
            statistics.refusedSignatures = counts.refusedSignatures
            return statistics
        }
    }
}

/// The requests for pictures that were carried out.
final class ARKCharges: Sendable {
    /// A request.
    struct Charge: Sendable {
        /// The model.
        var model: String
        /// The body as it was sent.
        var fields: JSONValue
        /// What it costs.
        var usd: Double
    }

    private let charges = Mutex<[Charge]>([])

    /// The requests in their order.
    var all: [Charge] { charges.withLock { $0 } }

    /// Adds a request.
    func add(images count: Int, of model: ARKModel, fields: JSONValue) {
        charges.withLock {
            $0.append(Charge(model: model.id, fields: fields, usd: Double(count) * model.usdPerImage))
        }
    }
}
