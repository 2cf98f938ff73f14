import API

/// What systemd says of kith.service.
struct SystemdReading {
    var load: String
    var active: String
    var result: String
    var unitFile: String
    var exitStatus: String
    /// How often systemd has restarted it since somebody started it.
    var restarts: Int
    var agentAnswers: Bool

    /// Of `systemctl show`. Nil if the unit is not installed.
    init?(properties text: String, agentAnswers: Bool) {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { values[String(parts[0])] = String(parts[1]) }
        }
        guard let load = values["LoadState"], load != "not-found" else { return nil }
        self.load = load
        active = values["ActiveState"] ?? ""
        result = values["Result"] ?? ""
        unitFile = values["UnitFileState"] ?? ""
        exitStatus = values["ExecMainStatus"] ?? ""
        restarts = values["NRestarts"].flatMap { Int($0) } ?? 0
        self.agentAnswers = agentAnswers
    }

    private static let log = "Its log says more: journalctl -u kith -n 50"

    var findings: [Finding] {
        if load == "masked" {
            return [
                .error(
                    "service_masked", what: "kith.service is masked.", why: "systemd refuses to start a masked unit.",
                    remedy: "sudo systemctl unmask kith.service && sudo systemctl enable --now kith")
            ]
        }
        if load == "bad-setting" || load == "error" {
            return [
                .error(
                    "service_invalid", what: "systemd cannot read kith.service.",
                    why: "The unit, or a drop-in of it, has an invalid line.",
                    remedy: "See it: systemctl cat kith.service; systemd-analyze verify kith.service")
            ]
        }
        guard active == "failed" else { return idle }
        // Its connection to the control socket has started the service again.
        guard !agentAnswers else {
            return [
                .notice(
                    "service_failed", what: "kith.service had failed, and runs again.", why: why, remedy: Self.log + "."
                )
            ]
        }
        return [
            .error(
                "service_failed", what: "kith.service has failed.", why: why,
                remedy: "\(Self.log). Then: sudo systemctl reset-failed kith && sudo systemctl start kith")
        ]
    }

    /// systemd names the last failure, also if it gives up after many of them.
    private var why: String {
        let limit = "It ended too often in a short time, so systemd no longer restarts it."
        guard result != "start-limit-hit" else { return limit }
        // After exit code 2, invalid settings, it is not restarted at all.
        return restarts > 0 && exitStatus != "2" ? "\(lastEnd) \(limit)" : lastEnd
    }

    private var lastEnd: String {
        switch result {
        case "watchdog": "It did not answer the watchdog, and systemd ended it."
        case "oom-kill": "It used more memory than allowed, and the kernel ended it."
        case "timeout": "It did not start or stop in time."
        case "signal", "core-dump": "A signal ended it."
        default: exitStatus.isEmpty ? "It ended with an error." : "It ended with exit code \(exitStatus)."
        }
    }

    private var idle: [Finding] {
        guard !agentAnswers, active != "active", active != "activating" else { return [] }
        let start = unitFile == "disabled" ? "sudo systemctl enable --now kith" : "sudo systemctl start kith"
        return [
            .notice(
                "not_running", what: "No agent is running.",
                why: unitFile == "disabled" ? "kith.service is not enabled." : "kith.service is not started.",
                remedy: start)
        ]
    }
}
