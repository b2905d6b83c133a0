"""Types lines into an interactive shell, as a person at a terminal, and prints what becomes of them.

usage: type.py SHELL SCRIPT < LINES > LINES

LINES is a JSON list of strings, in which a tab asks for completion and \\u0002 goes one character to the left. SCRIPT is what
'runner completion SHELL' printed. The output is a JSON list of what then stands in the line that is being typed.
"""
import json
import os
import pty
import select
import signal
import sys
import tempfile

# How a shell is started, and what it reads first. Control-X P writes the line that is being typed into the pipe.
SHELLS = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        r"""
PS1='ready> '
source 'SCRIPT'
dump() { printf '%s\0' "$READLINE_LINE" > 'DIRECTORY/pipe'; }
bind -x '"\C-xp": dump'
bind 'set bell-style none'
""",
    ),
    "zsh": (
        ["zsh", "-f", "-i"],
        r"""
PS1='ready> '
autoload -Uz compinit
compinit -u -d 'DIRECTORY/dump'
source 'SCRIPT'
dump() { printf '%s\0' "$BUFFER" > 'DIRECTORY/pipe'; }
zle -N dump
bindkey '^Xp' dump
unsetopt beep
""",
    ),
    "fish": (
        ["fish", "--no-config", "--private", "-i"],
        r"""
set -g fish_greeting
set -g fish_autosuggestion_enabled 0
source 'SCRIPT'
function fish_prompt; printf 'ready> '; end
function dump; printf '%s\0' (commandline) > 'DIRECTORY/pipe'; end
bind \cxp dump
""",
    ),
}


def main():
    shell, script = sys.argv[1:]
    command, setup = SHELLS[shell]
    with tempfile.TemporaryDirectory() as directory:
        os.mkfifo(f"{directory}/pipe")
        with open(f"{directory}/setup", "w") as file:
            file.write(setup.replace("SCRIPT", script).replace("DIRECTORY", directory))
        process, terminal = pty.fork()
        if process == 0:
            os.environ.update(TERM="xterm", COLUMNS="200", LINES="50", INPUTRC="/dev/null")
            os.execvp(command[0], command)
        reader = os.open(f"{directory}/pipe", os.O_RDWR | os.O_NONBLOCK)
        shown = b""

        def wait(is_done):
            nonlocal shown
            answer = b""
            while not is_done(answer):
                ready, _, _ = select.select([terminal, reader], [], [], 60)
                if not ready:
                    sys.exit(f"{shell} does not answer; it showed: {shown[-2000:]!r}")
                if terminal in ready:
                    shown += os.read(terminal, 65536)
                if reader in ready:
                    answer += os.read(reader, 65536)
            return answer

        os.write(terminal, f"source '{directory}/setup'\n".encode())
        wait(lambda _: b"ready> " in shown)
        results = []
        for line in json.load(sys.stdin):
            os.write(terminal, line.encode() + b"\x18p")
            results.append(wait(lambda answer: answer.endswith(b"\0"))[:-1].decode())
            os.write(terminal, b"\x05\x15")
        json.dump(results, sys.stdout)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


main()
