import Glibc

exit(measure(Array(CommandLine.arguments.dropFirst())))
