"""How fast are a file's format and length found?"""

import struct
import subprocess

from measuring import BIN, Row, in_turn, ratio, text

NOTES = "Whole processes: `runner-bench probe FILE` and `ffprobe -v error -show_format -show_streams FILE`."


def make_wav(path):
    """2 GB of silence, of which the disk holds the header only."""
    data = 2_000_000_000
    header = b"RIFF" + struct.pack("<I", 36 + data) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 2, 48_000, 192_000, 4, 16)
    with open(path, "wb") as file:
        file.write(header + b"data" + struct.pack("<I", data))
        file.truncate(len(header) + 8 + data)


def make(path, *arguments):
    subprocess.run(["ffmpeg", "-v", "error", "-y", *arguments, path], check=True, stdin=subprocess.DEVNULL)


def rows(directory):
    wav, jpeg, mp3 = directory / "2gb.wav", directory / "4mb.jpg", directory / "1h.mp3"
    if not wav.exists():
        make_wav(wav)
    if not jpeg.exists():
        noise = "color=gray:size=2400x1600,noise=alls=100:allf=t"
        make(jpeg, "-f", "lavfi", "-i", noise, "-frames:v", "1", "-q:v", "2")
    if not mp3.exists():
        make(mp3, "-f", "lavfi", "-i", "anoisesrc=sample_rate=22050:duration=3600", "-c:a", "libmp3lame", "-q:a", "7")
    result = []
    for title, path in [("a WAV of 2 GB", wav), (f"a JPEG of {jpeg.stat().st_size / 1e6:.1f} MB", jpeg),
                        ("an MP3 of 1 h, variable rate, with a header", mp3)]:
        ours, peer = in_turn(
            15, [BIN / "runner-bench", "probe", path], ["ffprobe", "-v", "error", "-show_format", "-show_streams", path]
        )
        factor = ratio(peer, ours)
        result.append(
            Row(
                title, f"{text(ours.seconds)}, {ours.memory:.1f} MB", "≥ 5 × as fast", factor >= 5, "ffprobe",
                f"{text(peer.seconds)}, {peer.memory:.1f} MB", f"{factor:.1f}", ours.spread,
            )
        )
    return result
