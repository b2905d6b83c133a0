import InferenceKit
import Testing

@testable import Emulator

struct ProtocolTests {
    private func text(_ data: JSONValue, _ elapsed: Duration, _ code: BusinessCode = .success) -> String {
        String(
            decoding: VisionAnswer.envelope(code, data: data, requestID: "R", elapsed: elapsed).encoded,
            as: UTF8.self
        )
    }

    @Test func `a detection is JSON in a string`() {
        let two = VisionAnswer.detection(maskURLs: ["http://h/masks/1", "http://h/masks/2"])
        #expect(
            text(two, .milliseconds(3_960))
                == #"{"code":10000,"data":{"resp_data":"{\"code\":0,\"object_detection_result\":{\"mask\":"#
                + #"{\"url\":[\"http://h/masks/1\",\"http://h/masks/2\"]}},\"status\":1}"},"message":"Success","#
                + #""request_id":"R","status":10000,"time_elapsed":"3.96s"}"#
        )
        let none = VisionAnswer.detection(maskURLs: [])["resp_data"]?.string
        #expect(none == #"{"code":0,"object_detection_result":{"mask":{"url":[]}},"status":0}"#)
    }

    @Test func `a submitted task is an identifier`() {
        #expect(
            text(VisionAnswer.submitted(taskID: "7"), .nanoseconds(104_852_309))
                == #"{"code":10000,"data":{"task_id":"7"},"message":"Success","request_id":"R","status":10000,"#
                + #""time_elapsed":"104.852309ms"}"#
        )
    }

    @Test func `a finished task has its video in one of two places`() {
        #expect(
            VisionAnswer.finished(videoURL: "http://v", form: .byteplus)
                == .object([
                    "status": "done",
                    "resp_data": #"{"code":0,"msg":"Success","progress":100,"video_url":"http://v"}"#,
                ])
        )
        #expect(
            VisionAnswer.finished(videoURL: "http://v", form: .volcengine)
                == .object(["status": "done", "aigc_meta_tagged": true, "video_url": "http://v"])
        )
        #expect(
            VisionAnswer.finished(videoURL: nil, form: .byteplus)
                == .object(["status": "done", "resp_data": #"{"code":0,"msg":"Success","progress":100}"#])
        )
    }

    @Test func `a refusal has no data`() {
        #expect(
            text(.null, .milliseconds(5), .inputInvalid)
                == #"{"code":50215,"data":null,"message":"Input invalid for this service.","request_id":"R","#
                + #""status":50215,"time_elapsed":"5.000000ms"}"#
        )
    }

    @Test func `the gateway answers in another shape`() {
        let body = GatewayError.invalidTimestamp.body(action: "CVProcess", version: "2024-06-06", requestID: "R")
        #expect(
            body.text
                == #"{"ResponseMetadata":{"Action":"CVProcess","Error":{"Code":"InvalidTimestamp","CodeN":100006,"#
                + #""Message":"The X-Date of the request has expired or is in the future."},"#
                + #""Region":"ap-singapore-1","RequestId":"R","Service":"cv","Version":"2024-06-06"}}"#
        )
    }

    struct Body: CustomTestStringConvertible {
        let json: String
        let code: Int
        let reason: String
        var testDescription: String { json }
    }

    @Test(arguments: [
        Body(json: "[]", code: 50_215, reason: "the body is not a JSON object"),
        Body(json: "{}", code: 50_215, reason: "req_key is missing"),
        Body(json: #"{"req_key":7}"#, code: 50_215, reason: "req_key is not a string"),
        Body(
            json: #"{"req_key":"other"}"#,
            code: 50_200,
            reason: "req_key is not one that CVSubmitTask knows"
        ),
        Body(
            json: #"{"req_key":"realman_avatar_picture_omni_cv","image_url":"i"}"#,
            code: 50_215,
            reason: "audio_url is missing"
        ),
        Body(
            json: #"{"req_key":"realman_avatar_picture_omni_cv","image_url":"","audio_url":"a"}"#,
            code: 50_215,
            reason: "image_url is missing"
        ),
        Body(
            json: #"{"req_key":"realman_avatar_picture_omni_cv","image_url":"i","audio_url":"a","mask_url":"m"}"#,
            code: 50_215,
            reason: "mask_url is not a field of this req_key"
        ),
        Body(
            json: #"{"req_key":"realman_avatar_picture_omni15_cv","image_url":"i","audio_url":"a","seed":1.5}"#,
            code: 50_215,
            reason: "seed is not a whole number"
        ),
        Body(
            json: #"{"req_key":"realman_avatar_picture_omni15_cv","image_url":"i","audio_url":"a","mask_url":[]}"#,
            code: 50_215,
            reason: "mask_url is not a list of one to five strings"
        ),
        Body(
            json: #"{"req_key":"realman_avatar_picture_omni15_cv","image_url":"i","audio_url":"a","mask_url":7}"#,
            code: 50_215,
            reason: "mask_url is neither a string nor a list of strings"
        ),
        Body(
            json:
                #"{"req_key":"realman_avatar_picture_omni15_cv","image_url":"i","audio_url":"a","output_resolution":900}"#,
            code: 50_215,
            reason: "output_resolution is neither 720 nor 1080"
        ),
        Body(
            json: #"{"req_key":"realman_avatar_picture_omni15_cv","image_url":"i","audio_url":"a","pe_fast_mode":1}"#,
            code: 50_215,
            reason: "pe_fast_mode is not a Boolean"
        ),
    ])
    func `a wrong request is refused`(_ row: Body) throws {
        let body = try JSONValue(parsing: Array(row.json.utf8))
        #expect(throws: Refusal(.known(row.code), row.reason)) { try GenerationRequest(reading: body) }
    }

    @Test(arguments: [
        (#""m""#, ["m"]), (#"["m","n"]"#, ["m", "n"]),
    ])
    func `a mask is a string or a list`(_ mask: String, _ urls: [String]) throws {
        let json =
            #"{"req_key":"realman_avatar_picture_omni15_cv","image_url":"i","audio_url":"a","prompt":"p","seed":-1,"#
            + #""output_resolution":1080,"fast_mode":true,"mask_url":\#(mask)}"#
        let request = try GenerationRequest(reading: JSONValue(parsing: Array(json.utf8)))
        #expect(request.maskURLs == urls)
        #expect(request.outputResolution == 1080)
    }
}
