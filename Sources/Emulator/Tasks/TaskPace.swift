/// How fast tasks proceed and how long they are kept.
package struct TaskPace: Sendable, Hashable {
    /// How long a task waits before work on it starts.
    package var queueTime: Duration

    /// How long work on a task takes at least.
    package var generationTime: Duration

    /// How long after its submission a task expires; after twice that time it is unknown.
    package var life: Duration

    /// Creates a pace.
    ///
    /// - Parameters:
    ///   - queueTime: How long a task waits before work on it starts.
    ///   - generationTime: How long work on a task takes at least; zero for as long as the video takes.
    ///   - life: How long after its submission a task expires; the vendor keeps tasks for twelve hours.
    package init(
        queueTime: Duration = .milliseconds(300),
        generationTime: Duration = .zero,
        life: Duration = .seconds(43_200)
    ) {
        self.queueTime = queueTime
        self.generationTime = generationTime
        self.life = life
    }
}
