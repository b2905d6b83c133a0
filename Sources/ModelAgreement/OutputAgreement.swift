import Diagnostics
import InferenceKit
import ManifestChecks
import ModelManifest

/// Compares the outputs of a manifest with the properties of `Inference.Output`.
struct OutputAgreement {
    /// The manifest.
    let decoded: DecodedManifest
    /// The properties.
    let shape: TypeShape

    /// Returns the differences, each at its place.
    func diagnostics(_ outputs: [OutputDeclaration]) -> [Diagnostic] {
        let properties = shape.properties.map { (name: PropertyName.manifest($0.name), shape: $0) }
        var found = outputs.flatMap { output -> [Diagnostic] in
            guard let property = properties.first(where: { $0.name == output.name })?.shape else {
                return shape.problem == nil ? [missing(output)] : []
            }
            return differences(output, property)
        }
        for property in properties where !outputs.contains(where: { $0.name == property.name }) {
            found.append(undeclared(property.shape, property.name))
        }
        if let problem = shape.problem, found.isEmpty { found.append(unreadable(problem)) }
        return found
    }

    private func differences(_ output: OutputDeclaration, _ property: PropertyShape) -> [Diagnostic] {
        // A whole number is also a number.
        if !output.type.fits(property.kind, isList: output.many != nil),
            !(output.type == .number && property.kind == .integer)
        {
            return [
                Diagnostic(
                    .propertyType,
                    "\(quoted(output.name)) is declared as \(output.type.rawValue)\(output.many == nil ? "" : " with 'many'"), but '\(property.name)' of Inference.Output is \(property.typeName)",
                    at: decoded.location(of: ["outputs", output.name, "type"]),
                    help:
                        "write 'var \(identifier(property.name)): \(output.type.swiftName(isList: output.many != nil))', or declare the output with '\(property.declaration)'"
                )
            ]
        }
        guard property.isOptional == output.isRequired else { return [] }
        guard output.isRequired else {
            return [
                Diagnostic(
                    .propertyOptionality,
                    "\(quoted(output.name)) may have no value, but '\(property.name)' of Inference.Output always has one",
                    at: decoded.location(of: ["outputs", output.name, "required"]),
                    help: "write 'var \(identifier(property.name)): \(property.typeName)?', or remove 'required: false'"
                )
            ]
        }
        return [
            Diagnostic(
                .propertyOptionality,
                "'\(property.name)' of Inference.Output may have no value, but the output is declared without 'required: false'",
                at: decoded.location(of: ["outputs", output.name]),
                help: "write 'var \(identifier(property.name)): \(property.typeName)', or declare 'required: false'"
            )
        ]
    }

    private func missing(_ output: OutputDeclaration) -> Diagnostic {
        Diagnostic(
            .missingProperty,
            "\(quoted(output.name)) is declared as \(output.type.rawValue), but Inference.Output has no '\(PropertyName.swift(output.name))'",
            at: decoded.location(of: ["outputs", output.name]),
            help:
                "add 'var \(identifier(PropertyName.swift(output.name))): \(output.type.swiftName(isList: output.many != nil))' to Inference.Output, or remove the output"
        )
    }

    private func undeclared(_ property: PropertyShape, _ name: String) -> Diagnostic {
        Diagnostic(
            .undeclaredProperty,
            "Inference.Output has \(property.swiftDeclaration), which is not declared as an output",
            at: decoded.location(of: ["outputs"]),
            help: property.kind == .other
                ? "make the property \(PropertyShape.Kind.declarableTypes): a manifest cannot declare other lists or objects"
                : "declare '\(name): {\(property.declaration)}' under 'outputs', or remove the property"
        )
    }

    private func unreadable(_ problem: String) -> Diagnostic {
        Diagnostic(
            .unreadableType,
            "the properties of Inference.Output cannot be determined: \(problem)",
            at: decoded.location(of: ["outputs"]),
            help: "make its properties \(PropertyShape.Kind.declarableTypes)"
        )
    }
}
