extension Picture {
    /// The picture with each pixel replaced by the mean of the square of nine around it.
    var smoothed: Picture {
        func mean(_ first: Color, _ second: Color, _ third: Color) -> Color {
            Color(
                red: (first.red + second.red + third.red) / 3,
                green: (first.green + second.green + third.green) / 3,
                blue: (first.blue + second.blue + third.blue) / 3
            )
        }
        var lines: [Color] = []
        lines.reserveCapacity(pixels.count)
        for index in pixels.indices {
            let column = index % width
            lines.append(
                mean(
                    pixels[column > 0 ? index - 1 : index],
                    pixels[index],
                    pixels[column < width - 1 ? index + 1 : index]
                )
            )
        }
        let smooth = lines.indices.map { index in
            mean(
                lines[index >= width ? index - width : index],
                lines[index],
                lines[index + width < lines.count ? index + width : index]
            )
        }
        return Picture(width: width, height: height, pixels: smooth)
    }

    /// The picture at half the size, at least one pixel each way; each pixel is the mean of four.
    var halved: Picture {
        let size = (width: max(1, width / 2), height: max(1, height / 2))
        var halved: [Color] = []
        halved.reserveCapacity(size.width * size.height)
        for row in 0..<size.height {
            for column in 0..<size.width {
                let first = min(2 * row, height - 1) * width + min(2 * column, width - 1)
                let right = width > 1 ? first + 1 : first
                let below = height > 1 ? width : 0
                let four = [pixels[first], pixels[right], pixels[first + below], pixels[right + below]]
                halved.append(
                    Color(
                        red: four.reduce(0) { $0 + $1.red } / 4,
                        green: four.reduce(0) { $0 + $1.green } / 4,
                        blue: four.reduce(0) { $0 + $1.blue } / 4
                    )
                )
            }
        }
        return Picture(width: size.width, height: size.height, pixels: halved)
    }
}
