"""Runs a command as a container's process: in ROOT, which it can't write, with /tmp in memory, as OWNER, without
capabilities. In a mount namespace of its own (unshare --mount). For deploy/images/check; `buildah run` can't make the
root read-only.

    contain.py OWNER ROOT NAME=VALUE… -- COMMAND…
"""

import ctypes
import os
import sys

MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC = 1, 32, 4096, 16384
PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP, LAST_CAPABILITY = 38, 24, 40

libc = ctypes.CDLL(None, use_errno=True)


def call(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), what)


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    call(libc.mount(source.encode(), target.encode(), kind.encode(), flags, options.encode()), f"mount {target}")


def main() -> None:
    owner, root, *rest = sys.argv[1:]
    end = rest.index("--")
    environment = dict(pair.split("=", 1) for pair in rest[:end])
    command = rest[end + 1 :]
    uid, gid = map(int, owner.split(":"))

    mount(root, root, "none", MS_BIND)
    mount("tmpfs", f"{root}/tmp", "tmpfs", 0, "mode=1777")
    mount("proc", f"{root}/proc", "proc", 0)
    mount("/dev", f"{root}/dev", "none", MS_BIND | MS_REC)
    mount("none", root, "none", MS_REMOUNT | MS_BIND | MS_RDONLY)
    os.chroot(root)
    os.chdir("/")
    for capability in range(LAST_CAPABILITY + 1):
        call(libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0), f"drop capability {capability}")
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    call(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")
    os.execve(command[0], command, environment)


main()
