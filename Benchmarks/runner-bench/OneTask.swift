import InferenceKit
import Staging
import VisionHelper

/// Submits a task and asks once for its result, as the vendor's SDK does in `peers/sdk_once.py`.
struct OneTask {
    let picture: Picture

    func run() async throws {
        let world = try World()
        let form = world.form(picture)
        let channel = TaskChannel()
        let context = PredictionContext(
            scratchDirectory: "/nonexistent",
            deadline: .seconds(60),
            outputPaths: [:],
            setup: world.setup,
            staging: NoStaging(),
            channel: channel
        )
        let vision = try VisionAPI(world.setup)
        let task = try await vision.submit(form, context)
        if let problem = await vision.problem(with: task.reqKey) { throw problem }
        print(task.id)
    }
}

/// Takes every report and keeps none.
private struct TaskChannel: RunChannel {
    func report(_ report: RunReport) {}
    func record(_ step: StepRecord) async throws {}
}
