package import Diagnostics
package import ModelManifest
import YAML

extension Located<InputDeclaration> {
    /// The decodable values in a list of the input, with their places.
    ///
    /// - Parameter key: The key of the list.
    /// - Returns: The values in their order.
    package func values(of key: String) -> [(value: ScalarValue, place: Span)] {
        guard case .sequence(let nodes) = mapping?[key]?.value.content else { return [] }
        let silent = ValueReader(type: value.type, findings: Findings(path: ""))
        return nodes.prefix(ValueReader.longestList).compactMap { node in
            silent.value(node, "", at: node.span).map { ($0, node.span) }
        }
    }
}
