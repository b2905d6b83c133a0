import RunStore
import Testing

struct RunOwnerTests {
    private static let current = RunOwner.current

    private static func changed(_ change: (inout RunOwner) -> Void) -> RunOwner {
        var owner = current
        change(&owner)
        return owner
    }

    @Test(arguments: [
        (current, true),
        (changed { $0.processStart += 1 }, false),
        (changed { $0.processID = 0 }, false),
        // The machine was started again.
        (changed { $0.boot = "other \($0.boot.split(separator: " ").last ?? "")" }, false),
        // Another container of this machine, and another machine: their processes cannot be seen.
        (changed { $0.boot = "\($0.boot.split(separator: " ").first ?? "") pid:[1]" }, nil),
        (
            changed {
                $0.host += ".example"; $0.processStart += 1
            }, nil
        ),
    ])
    func `whether a process is alive is known where it can be seen`(owner: RunOwner, isAlive: Bool?) {
        #expect(owner.isAlive == isAlive)
    }
}
