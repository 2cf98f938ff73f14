// Made by make_dpop_vectors.py. Change that, not this.

import Testing

enum DPoPVectors {
    static let seed = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
    static let publicKey = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
    static let token = "kith_ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoM"
    static let madeAt = Duration.milliseconds(5000000)
    static let nonce = "AAAAAABMS0B2KYN9y9Nun-fPJRWFMF9t"
    static let joinSecret = "AAECAwQFBgcICQoLDA0ODw"
    static let joinToken = "7K2MQ9XW4D"
    static let joinProof =
        "Poglqzoh_woCXlxJWf4mdmzP7QsZlr90C-jKMSKLzbaYa6IAtUf75OrppaTlDU9AdTENzbapPI6ZnWGA"
        + "2fcRHA"
    static let secondSpellingOfR =
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f69bd617fec36dc0b"
        + "e89debbed9c25bfe1e38914a62901170888d64915dd96b00"

    static let keysOffTheCurve = [
        "df3f619804a92fdb4057192dc43dd748ea778adc52bc498ce80524c014b81119",
        "b40711a88c7039756fb8a73827eabe2c0fe5a0346ca7e0a104adc0fc764f528d",
        "433ebf5bc03dffa38536673207a21281612cef5faa9bc7a4d5b9be2fdb12cf1a",
        "1bc5d0e3df0ea12c4d0078668d14924f95106bbe173e196de50fe13a900b0937",
        "221f8af2372a95064f2ef7d7712216a9ab46e7ef98482fd237e106f83eaa75e9",
        "1561ade0621c5acf44b780521f95a1e0b19b4e5032945b860c4032fc28a3a2bb",
        "3b28a6c3766c6295adad976d349705ef49393fbfdebe4facb5862d2cdfa285d3",
        "e084a105a7b7d599b8346d3cba5ac51b756d7e29c7ef77fd9eff31fdeae31309",
    ]

    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let method: String
        let url: String
        let hasToken: Bool
        let proof: String

        var testDescription: String { name }
    }

    static let proofs = [
        Vector(
            name: "plain",
            method: "GET", url: "http://192.168.1.20:6969/v1/self",
            hasToken: false,
            proof: "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVkRFNBIiwiandrIjp7Imt0eSI6Ik9LUCIsImNydiI6IkVk"
                + "MjU1MTkiLCJ4IjoiQTZFSHZfUE9FTDRkY04wWTUwdkFtV2ZrMWpDYnBRMWZIZHlHWkJKVk1iZyJ9fQ.e"
                + "yJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cDovLzE5Mi4xNjguM"
                + "S4yMDo2OTY5L3YxL3NlbGYiLCJpYXQiOjE1NjIyNjI2MTYsIm5vbmNlIjoiQUFBQUFBQk1TMEIyS1lOO"
                + "Xk5TnVuLWZQSlJXRk1GOXQifQ.ubN-_95Vm-OgrBuWAvrFnd0QXQ3JH_vm1L9s3mjOV3rMSzcY1HSaCY"
                + "ae2O3JX4qg_W3Z0l466aDVW1veS9iTDQ"
        ),
        Vector(
            name: "with a token",
            method: "GET", url: "http://192.168.1.20:6969/v1/self",
            hasToken: true,
            proof: "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVkRFNBIiwiandrIjp7Imt0eSI6Ik9LUCIsImNydiI6IkVk"
                + "MjU1MTkiLCJ4IjoiQTZFSHZfUE9FTDRkY04wWTUwdkFtV2ZrMWpDYnBRMWZIZHlHWkJKVk1iZyJ9fQ.e"
                + "yJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cDovLzE5Mi4xNjguM"
                + "S4yMDo2OTY5L3YxL3NlbGYiLCJpYXQiOjE1NjIyNjI2MTYsIm5vbmNlIjoiQUFBQUFBQk1TMEIyS1lOO"
                + "Xk5TnVuLWZQSlJXRk1GOXQiLCJhdGgiOiJLRzRyNjFGckFPOVRqUDZZNmRURElkMGxQZEE3Zkg0RGk0R"
                + "nJ2QlZBeUFRIn0.6ywXzywHHf0WLeeYov1BTpuieeItUGxI9HvQMI6vFxdzX43wu_BnoGPoJVZg52Cgt"
                + "KhzEcxZVJJOtGB2ZYjxCg"
        ),
        Vector(
            name: "spaced, sorted",
            method: "GET", url: "http://192.168.1.20:6969/v1/self",
            hasToken: false,
            proof: "ewogICJhbGciOiAiRWREU0EiLAogICJqd2siOiB7CiAgICAiY3J2IjogIkVkMjU1MTkiLAogICAgImt0"
                + "eSI6ICJPS1AiLAogICAgIngiOiAiQTZFSHZfUE9FTDRkY04wWTUwdkFtV2ZrMWpDYnBRMWZIZHlHWkJK"
                + "Vk1iZyIKICB9LAogICJ0eXAiOiAiZHBvcCtqd3QiCn0.ewogICJodG0iOiAiR0VUIiwKICAiaHR1Ijog"
                + "Imh0dHA6Ly8xOTIuMTY4LjEuMjA6Njk2OS92MS9zZWxmIiwKICAiaWF0IjogMTU2MjI2MjYxNiwKICAi"
                + "anRpIjogImUxajNWX2JLaWM4LUxBRUIiLAogICJub25jZSI6ICJBQUFBQUFCTVMwQjJLWU45eTlOdW4t"
                + "ZlBKUldGTUY5dCIKfQ.YwzKl3zhZHemirOAew0VqrtI2t48eA1GyYpqTZA6JPALPkHJr9S4TIWfei7tB"
                + "bSDRl22qz7siggmJ1IFDvD2Aw"
        ),
        Vector(
            name: "post to a v6 address",
            method: "POST", url: "http://[fd00::20]:6969/v1/self/token",
            hasToken: false,
            proof: "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVkRFNBIiwiandrIjp7Imt0eSI6Ik9LUCIsImNydiI6IkVk"
                + "MjU1MTkiLCJ4IjoiQTZFSHZfUE9FTDRkY04wWTUwdkFtV2ZrMWpDYnBRMWZIZHlHWkJKVk1iZyJ9fQ.e"
                + "yJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHA6Ly9bRkQwMDo6M"
                + "jBdOjY5NjkvdjEvc2VsZi90b2tlbiIsImlhdCI6MTU2MjI2MjYxNiwibm9uY2UiOiJBQUFBQUFCTVMwQ"
                + "jJLWU45eTlOdW4tZlBKUldGTUY5dCJ9.iC9HrVUvPyYOcMzUTYS9MsF_j_E8tYsexPiooZ3XnZaWYEE8"
                + "rhZ0kQOGXohbOgH8H2YZ923g7MeC-gCHPosGBQ"
        ),
        Vector(
            name: "default port, query, fragment, capitals",
            method: "GET", url: "https://kith.example/v1/events",
            hasToken: true,
            proof: "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVkRFNBIiwiandrIjp7Imt0eSI6Ik9LUCIsImNydiI6IkVk"
                + "MjU1MTkiLCJ4IjoiQTZFSHZfUE9FTDRkY04wWTUwdkFtV2ZrMWpDYnBRMWZIZHlHWkJKVk1iZyJ9fQ.e"
                + "yJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiSFRUUFM6Ly9LaXRoLkV4Y"
                + "W1wbGU6NDQzL3YxL2V2ZW50cz9hZnRlcj0zI3giLCJpYXQiOjE1NjIyNjI2MTYsIm5vbmNlIjoiQUFBQ"
                + "UFBQk1TMEIyS1lOOXk5TnVuLWZQSlJXRk1GOXQiLCJhdGgiOiJLRzRyNjFGckFPOVRqUDZZNmRURElkM"
                + "GxQZEE3Zkg0RGk0RnJ2QlZBeUFRIn0.hjd-PlUDXwtZUF6y3NOgM8fHxmMmCqN8QYwMiwnqAfkzkaFuz"
                + "Ms6pTFyfXnLXVrbYuf_jhdW-aRJ-DgviU5sDw"
        ),
        Vector(
            name: "a key as WebCrypto exports it, and claims nobody asked for",
            method: "GET", url: "http://192.168.1.20:6969/v1/self",
            hasToken: false,
            proof: "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVkRFNBIiwiandrIjp7Imt0eSI6Ik9LUCIsImNydiI6IkVk"
                + "MjU1MTkiLCJ4IjoiQTZFSHZfUE9FTDRkY04wWTUwdkFtV2ZrMWpDYnBRMWZIZHlHWkJKVk1iZyIsImtl"
                + "eV9vcHMiOlsidmVyaWZ5Il0sImV4dCI6dHJ1ZSwiYWxnIjoiRWREU0EifX0.eyJqdGkiOiJlMWozVl9i"
                + "S2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cDovLzE5Mi4xNjguMS4yMDo2OTY5L3YxL3Nl"
                + "bGYiLCJpYXQiOjE1NjIyNjI2MTYuMjUsIm5vbmNlIjoiQUFBQUFBQk1TMEIyS1lOOXk5TnVuLWZQSlJX"
                + "Rk1GOXQiLCJleHRyYSI6eyJhIjpbMV19fQ.sC1ovO-XGCtXlnTzOxVvAu2ce40Yr3HT9qdVvBPsLRvbb"
                + "6UY2owy1px50UTfkBmYwiyuRX2CoBO-jxsaqba1DQ"
        ),
    ]
}
