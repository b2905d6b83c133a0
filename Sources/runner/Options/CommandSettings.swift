import ErrorReporting
import FoundationEssentials
import Synchronization
import UserSettings

/// The user's file of settings, read once before the command line; its values stand in for variables that are not set.
enum CommandSettings {
    private static let loaded = Mutex<(file: SettingsFile?, applied: [SettingsFile.Entry])>((nil, []))

    /// Reads the file and sets the variables that the environment lacks; a `~` in those that name files is the home directory.
    ///
    /// - Throws: `RunnerError` with `configuration`.
    static func load() throws(RunnerError) {
        PathVariables.replace(in: ProcessInfo.processInfo.environment)
        guard let file = try SettingsFile(ProcessInfo.processInfo.environment) else { return }
        let applied = file.apply()
        loaded.withLock { $0 = (file, applied) }
    }

    /// What is in force and where it comes from.
    static var origins: [SettingOrigin] {
        let (file, applied) = loaded.withLock { $0 }
        return SettingOrigin.all(ProcessInfo.processInfo.environment, file, applied: applied)
    }
}
