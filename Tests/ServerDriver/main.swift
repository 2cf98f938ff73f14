import Glibc

exit(drive(Array(CommandLine.arguments.dropFirst())))
