import CommandLine
import Glibc

// A parent may have it ignored. Then nothing could wait for the programs that this one starts.
_ = signal(SIGCHLD, SIG_DFL)
exit(KithCommand.run(Array(Swift.CommandLine.arguments.dropFirst())))
