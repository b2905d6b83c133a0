"""A PostgreSQL server that crashes, loses its network and runs out of disk when asked."""

import asyncio
import os
import shutil
import subprocess
import tempfile
import threading

PROGRAMS = "/usr/lib/postgresql/15/bin"
IS_ROOT = os.geteuid() == 0
# PostgreSQL refuses to run as root.
OWNER = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if IS_ROOT else []
DISK_SIZE = "192m"
SOCKET = ".s.PGSQL.5432"
# After this time an idle connection whose other side is gone is closed, as keepalive does.
DEAD_CONNECTION_SECONDS = 90


class Database:
    """A server on a Unix socket, whose data are on a disk of its own if this process may mount one."""

    def __init__(self):
        # The path of a socket is short.
        self.directory = tempfile.mkdtemp(prefix="runner-pg-", dir="/tmp")
        os.chmod(self.directory, 0o755)
        self.disk = os.path.join(self.directory, "disk")
        os.mkdir(self.disk)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_SIZE}", "tmpfs", self.disk]
        self.has_disk = IS_ROOT and subprocess.run(mount, capture_output=True).returncode == 0
        self.filling = os.path.join(self.disk, "filling")
        if IS_ROOT:
            shutil.chown(self.directory, "postgres")
            shutil.chown(self.disk, "postgres")
        self.run("initdb", "-D", "disk/data", "-U", "runner", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8",
                 "--wal-segsize=1", "--no-sync")
        with open(os.path.join(self.disk, "data", "postgresql.conf"), "a") as file:
            file.write(f"listen_addresses = ''\nunix_socket_directories = '{self.directory}'\nmax_connections = 300\n"
                       "shared_buffers = 32MB\nmin_wal_size = 2MB\nmax_wal_size = 16MB\nfsync = off\n")
        self.start()
        self.run("createdb", "-h", self.directory, "-U", "runner", "chaos")
        self.proxies = [Proxy(os.path.join(self.directory, SOCKET)) for _ in range(2)]

    def run(self, program, *arguments, check=True):
        # The server must not keep a pipe of this process open.
        return subprocess.run([*OWNER, os.path.join(PROGRAMS, program), *arguments], cwd=self.directory, check=check,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode

    def start(self):
        self.run("pg_ctl", "-D", "disk/data", "-l", os.path.join(self.directory, "log"), "-w", "start")

    def address(self, proxy=None):
        """The address of the database, past the proxies or through one."""
        directory = self.directory if proxy is None else self.proxies[proxy % len(self.proxies)].directory
        return f"postgres://runner@/chaos?host={directory}"

    def crash(self):
        self.run("pg_ctl", "-D", "disk/data", "-l", os.path.join(self.directory, "log"), "-m", "immediate", "-w", "restart",
                 check=False)
        self.ensure()

    def fill(self):
        with open(self.filling, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * (1 << 20))
            except OSError:
                pass

    def empty(self):
        os.unlink(self.filling)
        self.ensure()

    def ensure(self):
        """Starts the server if it has stopped, as it does when there is no space for its log."""
        if self.run("pg_ctl", "-D", "disk/data", "status", check=False) != 0:
            self.start()

    def close(self):
        for proxy in self.proxies:
            proxy.close()
        self.run("pg_ctl", "-D", "disk/data", "-m", "immediate", "-w", "stop", check=False)
        if self.has_disk:
            subprocess.run(["umount", self.disk], check=False)
        shutil.rmtree(self.directory, ignore_errors=True)


class Proxy:
    """Stands between some workers and the server, and loses their connections as networks do: neither side hears of it."""

    def __init__(self, target):
        self.target = target
        self.directory = tempfile.mkdtemp(prefix="runner-px-", dir="/tmp")
        self.connections = set()
        self.is_dead = False
        self.loop = asyncio.new_event_loop()
        ready = threading.Event()
        threading.Thread(target=self.serve, args=(ready,), daemon=True).start()
        ready.wait()

    def serve(self, ready):
        asyncio.set_event_loop(self.loop)
        path = os.path.join(self.directory, SOCKET)
        self.loop.run_until_complete(asyncio.start_unix_server(self.accept, path))
        ready.set()
        self.loop.run_forever()

    async def accept(self, reader, writer):
        if self.is_dead:
            await asyncio.sleep(DEAD_CONNECTION_SECONDS)
            writer.close()
            return
        try:
            far_reader, far_writer = await asyncio.open_unix_connection(self.target)
        except OSError:
            writer.close()
            return
        lost = asyncio.Event()
        self.connections.add(lost)
        tasks = [asyncio.ensure_future(self.pump(*pair, lost))
                 for pair in ((reader, far_writer), (far_reader, writer))]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if lost.is_set():
            await asyncio.sleep(DEAD_CONNECTION_SECONDS)
        for task in tasks:
            task.cancel()
        self.connections.discard(lost)
        writer.close()
        far_writer.close()

    async def pump(self, reader, writer, lost):
        try:
            while data := await reader.read(65536):
                if lost.is_set():
                    return
                writer.write(data)
                await writer.drain()
        except OSError:
            pass

    def lose(self):
        """From now on, nothing arrives over the connections that are open, nor over new ones until the network heals."""
        def act():
            self.is_dead = True
            for lost in self.connections:
                lost.set()
        self.loop.call_soon_threadsafe(act)

    def heal(self):
        self.is_dead = False

    def close(self):
        def act():
            for task in asyncio.all_tasks(self.loop):
                task.cancel()
            self.loop.call_soon(self.loop.stop)
        self.loop.call_soon_threadsafe(act)
        shutil.rmtree(self.directory, ignore_errors=True)
