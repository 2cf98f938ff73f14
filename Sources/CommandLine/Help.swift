enum Help {
    static let text = """
        kith: admit phones and machines on your network to a circle you trust.

        Usage: kith COMMAND [OPTIONS]

          pair                   show a QR code, ask for the PIN, register the device
              --name NAME        what to call the device
              --for PERSON       whom it belongs to (otherwise: owner)
              --scope LIST       what it may do: view,use,invite,admin (otherwise: view,use)
              --expires LENGTH   a guest pass: 30m, 4h, 2d
              --ttl LENGTH       how long the code is good: 10s to 1h (otherwise: 5m)
          agent                  run the node until it is told to stop
          migrate status         the schema of the database, and what was applied when
          migrate up             bring the schema up to date (the agent does so when it starts)
          migrate down --to N    take migrations back, after a backup
          backup                 make a checked copy of the database while it is in use
          restore [FILE]         put a backup in its place; without FILE: list those there are
          version                print the version

        Options of every command:
          --state FOLDER         where the node keeps what it knows
          --socket PATH          the control socket of the agent

        Options of agent, and of pair where it runs an agent itself:
          --port N               the port (otherwise: 6969)
          --address ADDRESS      the own address that phones are sent to
          --interface NAME       the interface whose address phones are sent to
        """
}
