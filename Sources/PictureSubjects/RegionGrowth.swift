/// Divides a picture among seeds: each pixel belongs to the seed that it can be reached from with the least change of color.
struct RegionGrowth: Sendable {
    /// What a step costs even where the color stays the same.
    private let stepCost: Int

    private let width: Int
    private let height: Int
    private let colors: [Picture.Color]

    /// The highest cost of a step: that of a step from black to white.
    private var maximumCost: Int { stepCost + 765 }

    /// Prepares a picture.
    ///
    /// - Parameters:
    ///   - picture: The picture; it is smoothed, so that grain costs little.
    ///   - stepCost: What a step costs even where the color stays the same, from 0.
    init(_ picture: Picture, stepCost: Int) {
        width = picture.width
        height = picture.height
        self.stepCost = stepCost
        colors = picture.smoothed.pixels
    }

    /// Grows all seeds at the same time.
    ///
    /// - Parameter seeds: For each pixel its seed, from 0; `nil` for pixels that are to be divided.
    /// - Returns: For each pixel the seed it belongs to, and its distance from that seed; without seeds `nil` and 0.
    func grow(_ seeds: [Int?]) -> (owners: [Int?], distances: [Int]) {
        var owners = seeds
        var distances = seeds.map { $0 == nil ? Int.max : 0 }
        // A queue by distance: no distance in it is more than one step beyond the current one.
        var buckets = [[Int]](repeating: [], count: maximumCost + 1)
        buckets[0] = seeds.indices.filter { seeds[$0] != nil }
        var (waiting, distance) = (buckets[0].count, 0)
        while waiting > 0 {
            let bucket = distance % buckets.count
            var next = 0
            // Steps without cost add to the bucket while it is emptied.
            while next < buckets[bucket].count {
                let index = buckets[bucket][next]
                next += 1
                waiting -= 1
                guard distances[index] == distance else { continue }
                let column = index % width
                func visit(_ neighbor: Int) {
                    let reached = distance + cost(from: index, to: neighbor)
                    guard reached < distances[neighbor] else { return }
                    distances[neighbor] = reached
                    owners[neighbor] = owners[index]
                    buckets[reached % buckets.count].append(neighbor)
                    waiting += 1
                }
                if column > 0 { visit(index - 1) }
                if column < width - 1 { visit(index + 1) }
                if index >= width { visit(index - width) }
                if index + width < distances.count { visit(index + width) }
            }
            buckets[bucket].removeAll(keepingCapacity: true)
            distance += 1
        }
        return (owners, distances.map { $0 == .max ? 0 : $0 })
    }

    private func cost(from first: Int, to second: Int) -> Int {
        let (a, b) = (colors[first], colors[second])
        return stepCost + abs(a.red - b.red) + abs(a.green - b.green) + abs(a.blue - b.blue)
    }
}
