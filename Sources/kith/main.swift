import CommandLine
import Glibc

exit(KithCommand.run(Array(Swift.CommandLine.arguments.dropFirst())))
