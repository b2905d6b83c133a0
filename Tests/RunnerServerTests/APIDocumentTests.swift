import InferenceKit
import ModelManifest
import Testing

@testable import APIDescription

struct APIDocumentTests {
    private let document = APIDocument(
        models: [("demo/hello", Manifest(namespace: "demo", name: "hello")), ("local/a b", Manifest(name: "a b"))],
        version: "1.2.3"
    )

    @Test func `every reference leads somewhere, and every operation has a name of its own`() {
        let json = document.json(base: "http://127.0.0.1:8020")
        let names = document.operations.map(\.id)
        #expect(Set(names).count == names.count)
        var references: Set<String> = []
        func collect(_ value: JSONValue) {
            switch value {
            case .object(let members):
                if let reference = members["$ref"]?.string { references.insert(reference) }
                members.values.forEach(collect)
            case .array(let elements): elements.forEach(collect)
            default: break
            }
        }
        collect(json)
        #expect(references.contains("#/components/schemas/demo.hello.Input"))
        for reference in references {
            let target = reference.split(separator: "/").dropFirst().reduce(json as JSONValue?) { $0?[String($1)] }
            #expect(target != nil, "\(reference)")
        }
    }

    @Test func `every parameter of a path is described, and no other`() {
        for operation in document.operations {
            let inPath = Set(operation.path.matches(of: /\{(\w+)\}/).map { String($0.1) })
            let described = operation.parameters.compactMap { parameter in
                parameter["$ref"]?.string?.split(separator: "/").last.map(String.init)
            }
            let path = described.filter { APIComponents.parameters[$0]?["in"] == "path" }
            #expect(Set(path) == inPath, "\(operation.method) \(operation.path)")
        }
    }
}
