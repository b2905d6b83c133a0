import Diagnostics
import InferenceKit
import ManifestChecks
import ModelManifest

/// Compares the inputs of a manifest with the properties of `Inference.Input`.
struct InputAgreement {
    /// The manifest.
    let decoded: DecodedManifest
    /// The properties.
    let shape: TypeShape

    /// Returns the differences, each at its place.
    func diagnostics(_ inputs: [InputDeclaration]) -> [Diagnostic] {
        var found = inputs.flatMap(differences)
        let names = Set(inputs.map { PropertyName.swift($0.name) })
        let spare = shape.properties.filter { !names.contains($0.name) && !isExplained($0, inputs) }
        found += spare.map(undeclared)
        if let problem = shape.problem, found.isEmpty { found.append(unreadable(problem)) }
        return found
    }

    private func differences(_ input: InputDeclaration) -> [Diagnostic] {
        let name = PropertyName.swift(input.name)
        guard let property = shape.properties.first(where: { $0.name == name }) else {
            // Nothing is known about the properties after the one where reading stopped.
            return shape.problem == nil ? [missing(input, name)] : []
        }
        // A Double also holds whole numbers.
        guard
            input.type.fits(property.kind, isList: input.many != nil)
                || input.type == .integer && property.kind == .number
        else {
            return [wrongType(input, property)]
        }
        var found: [Diagnostic] = []
        if !input.isRequired, input.defaultValue == nil, !property.isOptional {
            found.append(notOptional(input, property))
        }
        if let refused = property.refused.first { found.append(refusing(refused, input, property)) }
        return found
    }

    // MARK: - Findings

    private func missing(_ input: InputDeclaration, _ name: String) -> Diagnostic {
        let question = input.isRequired || input.defaultValue != nil ? "" : "?"
        var help =
            "add 'var \(identifier(name)): \(input.type.swiftName(isList: input.many != nil))\(question)' to Inference.Input, or remove the input"
        if let similar = similar(to: input, name) {
            help =
                similar == input.name
                ? "name the property '\(name)' and omit its coding key: names are converted from snake_case"
                : "name the property, or its coding key, '\(name)' instead of '\(similar)': names are converted letter by letter"
        }
        return Diagnostic(
            .missingProperty,
            "\(quoted(input.name)) is declared as \(input.type.rawValue), but Inference.Input has no '\(name)'",
            at: decoded.location(of: ["inputs", input.name]),
            help: help
        )
    }

    private func undeclared(_ property: PropertyShape) -> Diagnostic {
        let name = PropertyName.manifest(property.name)
        let near =
            nearest(to: name, in: decoded.manifest?.inputs.map(\.name) ?? []).map { "; did you mean '\($0)'?" } ?? ""
        let required = property.isOptional ? ", required: false" : ""
        let declaration = "declare '\(name): {\(property.declaration)\(required)}' under 'inputs'"
        return Diagnostic(
            .undeclaredProperty,
            "Inference.Input has \(property.swiftDeclaration), which is not declared as an input",
            at: decoded.location(of: ["inputs"]),
            help: property.kind == .other
                ? "remove the property, or make it \(PropertyShape.Kind.declarableTypes): a manifest cannot declare other lists or objects"
                : "\(declaration), or remove the property\(near)"
        )
    }

    private func wrongType(_ input: InputDeclaration, _ property: PropertyShape) -> Diagnostic {
        let question = input.isRequired || input.defaultValue != nil ? "" : "?"
        return Diagnostic(
            .propertyType,
            "\(quoted(input.name)) is declared as \(declared(input)), but '\(property.name)' of Inference.Input is \(property.typeName)",
            at: decoded.location(of: ["inputs", input.name, "type"]),
            help:
                "write 'var \(identifier(property.name)): \(input.type.swiftName(isList: input.many != nil))\(question)', or declare the input with '\(property.declaration)'"
        )
    }

    private func declared(_ input: InputDeclaration) -> String {
        input.many == nil ? input.type.rawValue : "\(input.type.rawValue) with 'many'"
    }

    private func notOptional(_ input: InputDeclaration, _ property: PropertyShape) -> Diagnostic {
        Diagnostic(
            .propertyOptionality,
            "\(quoted(input.name)) can be omitted, but '\(property.name)' of Inference.Input needs a value",
            at: decoded.location(of: ["inputs", input.name, "required"]),
            help: "write 'var \(identifier(property.name)): \(property.typeName)?', or give the input a default"
        )
    }

    private func refusing(_ value: JSONValue, _ input: InputDeclaration, _ property: PropertyShape) -> Diagnostic {
        let text = value.string ?? value.text
        let key = input.allowedValues.isEmpty ? input.defaultValue == nil ? "examples" : "default" : "enum"
        return Diagnostic(
            .refusedValue,
            "\(quoted(text)) is allowed for \(quoted(input.name)), but \(property.typeName) of Inference.Input does not accept it",
            at: decoded.location(of: ["inputs", input.name, key]),
            help: "make \(property.typeName) accept it, or remove it from '\(key)'"
        )
    }

    private func unreadable(_ problem: String) -> Diagnostic {
        Diagnostic(
            .unreadableType,
            "the properties of Inference.Input cannot be determined: \(problem)",
            at: decoded.location(of: ["inputs"]),
            help:
                "use a property type that accepts one of the values that the manifest allows, or declare the values with 'enum'"
        )
    }

    // MARK: - Names

    /// The property that was probably meant for an input.
    private func similar(to input: InputDeclaration, _ name: String) -> String? {
        let inputs = decoded.manifest?.inputs ?? []
        let declared = Set(inputs.map { PropertyName.swift($0.name) })
        let spare = shape.properties.filter { !declared.contains($0.name) }
        let near = spare.first { property in
            property.name == input.name || property.name.lowercased() == name.lowercased()
                || nearest(to: name, in: [property.name]) != nil
        }
        if let near { return near.name }
        // One missing and one extra property of a matching kind: it was renamed on one side.
        let missing = inputs.filter { input in !shape.properties.contains { $0.name == PropertyName.swift(input.name) }
        }
        guard missing.count == 1, spare.count == 1, input.type.fits(spare[0].kind, isList: missing[0].many != nil)
        else { return nil }
        return spare[0].name
    }

    /// Whether the help of an input without a property names this one.
    private func isExplained(_ property: PropertyShape, _ inputs: [InputDeclaration]) -> Bool {
        inputs.contains { input in
            let name = PropertyName.swift(input.name)
            return !shape.properties.contains { $0.name == name } && similar(to: input, name) == property.name
        }
    }
}
