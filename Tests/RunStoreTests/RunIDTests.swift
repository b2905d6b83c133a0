import RunStore
import Testing

struct RunIDTests {
    @Test func `an id holds the time and sorts by it`() {
        let early = RunID(milliseconds: 1_767_615_693_000, random: .max)
        let late = RunID(milliseconds: 1_767_615_693_001, random: 0)
        #expect(early < late)
        #expect(early.description.count == 17)
        #expect(RunID(early.description) == early)
        #expect(late.short == "000000")
    }

    @Test(arguments: [
        "", "01kat3x9q2", "01kat3x9q2-7fm4k", "01KAT3X9Q2-7FM4KD", "01kat3x9q2-7fm4kü", "01kat3x9q2_7fm4kd",
    ])
    func `text that is no id is refused`(text: String) {
        #expect(RunID(text) == nil)
    }
}
