import InferenceKit
import TestSupport
import Testing

@testable import VisionHelper

struct SubjectsTests {
    static func detection(_ inner: String) -> ScriptedTransport.Answer {
        .json(
            #"{"code":10000,"request_id":"r","data":{"resp_data":"\#(inner.replacing("\"", with: "\\\""))"}}"#
        )
    }

    static let two = detection(
        #"{"code":0,"object_detection_result":{"mask":{"url":["https://m.test/0","https://m.test/1"]}},"status":1}"#
    )
    static let none = detection(#"{"code":0,"object_detection_result":{"mask":{"url":[]}},"status":0}"#)

    private func mask(_ index: Int?, in answer: ScriptedTransport.Answer, _ vision: VisionFixture? = nil) async throws
        -> String?
    {
        let vision = try vision ?? VisionFixture([answer])
        let subjects = try await vision.api.detectSubjects(VisionFixture.form, vision.context)
        return try subjects.mask(at: index, vision.context)
    }

    @Test(arguments: [(nil, "https://m.test/0"), (0, "https://m.test/0"), (1, "https://m.test/1")] as [(Int?, String)])
    func `the largest subject is the default`(_ index: Int?, _ url: String) async throws {
        #expect(try await mask(index, in: Self.two) == url)
    }

    @Test func `no subject is reported, and the run goes on when none was asked for`() async throws {
        let vision = try VisionFixture([Self.none])
        #expect(try await mask(nil, in: Self.none, vision) == nil)
        #expect(vision.channel.warnings == ["no subject was found in the image; continuing without a mask"])
    }

    @Test(arguments: [(0, "no subject"), (3, "no subject")]) func `a subject asked for must be there`(
        _ index: Int,
        _ words: String
    ) async throws {
        let error = await predictionError { _ = try await mask(index, in: Self.none) }
        #expect(error?.code == .invalidInput)
        #expect(error?.message == "mask_index is \(index), but \(words) was found in the image")
    }

    @Test(arguments: [2, 7, -1]) func `a subject beyond those found is an error that counts them`(_ index: Int)
        async throws
    {
        let error = await predictionError { _ = try await mask(index, in: Self.two) }
        #expect(error?.code == .invalidInput)
        #expect(error?.message == "mask_index is \(index), but only 2 subjects were found in the image")
    }

    @Test func `a failed detection keeps the inner code`() async throws {
        let error = await predictionError { _ = try await mask(0, in: Self.detection(#"{"code":7,"msg":"blurred"}"#)) }
        #expect(error?.vendor?.code == "7")
        #expect(error?.vendor?.message == "blurred")
    }

    @Test func `detection is repeated, since it costs nothing`() async throws {
        let vision = try VisionFixture([.lost(.connectionLost), .service(50500, status: 500), Self.two])
        #expect(try await mask(1, in: Self.two, vision) == "https://m.test/1")
        #expect(vision.actions == ["CVProcess", "CVProcess", "CVProcess"])
    }

    @Test func `an unreadable detection is an error and no crash`() async throws {
        let error = await predictionError { _ = try await mask(0, in: .json(#"{"code":10000,"data":null}"#)) }
        #expect(error?.code == .serviceUnavailable)
    }
}
