import FoundationEssentials

/// Small files to try a new model of the Vision API with; made for this project.
enum VisionSamples {
    /// A figure on a plain ground, a PNG of 256×256 pixels.
    static var portrait: [UInt8] { bytes(portraitText) }

    /// A word, an MP3 of 1.2 seconds.
    static var speech: [UInt8] { bytes(speechText) }

    private static func bytes(_ text: String) -> [UInt8] {
        Data(base64Encoded: text).map { [UInt8]($0) } ?? []
    }

    private static let portraitText = """
        iVBORw0KGgoAAAANSUhEUgAAAQAAAAEAAgMAAAAhHED1AAAADFBMVEXs8PMmVHzyzKhAMDB05JL+AAACJElEQVR42u3ZzVHDMBAF4Mgzvuie\
        JlJFStiDdaEEqqAJ7j4KN0E/NGFIMoBtyfrZRyQ77F447TfZJyUk68NBSkpKSkpKSkpKqnwNX/UC9J8uwMDv19f+wUIDIEPob8BCCfBTaH76\
        hx6bgDvD7wS8GSYT8GbQU8CCE7BmmPUz7lIzB/rygJ4DFsyQkeKiPzvFZgn0pQG9BGxpYHkI2cfg9OceAwo0LtCXBbQL2J0B7jXIvAgw4OnP\
        uwjVgcYH9P8L0D7AlgfG8WP6d1/AyQcMAtQAgM80AQQQQICt/W/cNSBfsjb0Xfl9vBUDOHmAQ1FAu4DdGdC4QOGfvvV//uMbjPpLmPqLKHiX\
        hm/z4H1i/ZUovNXF98rwZhvercPbffz5AvyEA37Ggj/lgZ8zqadb/xsxgaN5vgLG8PpbY8yl/9WYjgWYSZ05CUwBYiUwLfAFcF5COwc6KEJO\
        jGoJEDZB/gzGYDMoFyBsgtwZji5gwAjyQlA+gLAI8kLwRZAVgrc/IwTlBwiLICcEGPBnmJHiSn9yimoNICyC9BBgYC3D5BRX+1NTRAG1DhCW\
        YWqKMLB+CInHAAOB/qRjUCGASgBtCOhKAKFDSDoGGAj2p5wjCqgwQPcH2jDQ7QAIX4OEiwADkf74RagOqBhAmwfaGNBtHohdxOhVrA9E+2NX\
        cf+AigP06EAbB7pHB+Lvpci7SYA/ABL6w+9nATYAqBSABBBAAAHuA3wC/oozyojD6PsAAAAASUVORK5CYII=
        """

    private static let speechText = """
        SUQzBAAAAAAAI1RTU0UAAAAPAAADTGF2ZjU5LjI3LjEwMAAAAAAAAAAAAAAA/+M4wAAAAAAAAAAAAEluZm8AAAAPAAAAEAAABVgANTU1NTU1\
        Q0NDQ0NDUFBQUFBQXl5eXl5ea2tra2tra3l5eXl5eYaGhoaGhpSUlJSUlKGhoaGhoaGvr6+vr6+8vLy8vLzKysrKysrX19fX19fX5eXl5eXl\
        8vLy8vLy////////AAAAAExhdmM1OS4zNwAAAAAAAAAAAAAAACQCgAAAAAAAAAVYxNNIdQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAA/+MYxAAK0JpIAUIQAP////85zoBi3nJTEARBBwnPiMP/y7+7DCjkvB////8Tjgfecg47//UGCgYV/55/86CY\
        t27jhEDi7/dd/+MYxA8QOh7AAYUoAAgiB0FBdOnvszvEDiiFMb/9be7u5NFHnf/+zEb+Hw/K1Wf88ofoYCRQb9P9ogd8XJAsltklAsog+o4J\
        /+MYxAkOmcsaWccQAm3UsJRAxMRRUaPn4pGhOyqNA8u2aRGyp1T//////v+iKvhgMQOpWQUJPAyW////XqJVEFAClQBIVCAZ/+MYxAkOwXbm\
        UAHWHGfx881M5R5fx0KCR+p7/U9/0MM+gaf/DASwEwTz/8NN3MqaOnjgfo////////41wsyaDcAKkH6DgAqf/+MYxAkPWVbiQUdoADAWjKr1\
        UNP88HYx88CYImm88fHDuszL4mhr1mZuHQFtWatucCQjmot3MQ1/////+jYJDeLK8qX9OH7f/+MYxAYNMQrQAYtYACU4rgmyL4S0Q2cQI5WY\
        OwzNYSdmswRt57KL5bUO2jHVLfz53NXSX//////pW/5Wn4AM7+efkIp6voRX/+MYxAwMsebEMcUQA3Y5xcQFF0ZT2/////+k+60Ip/7HJc50\
        Ih5FfdyOQgM7U4tILNvSMj///wD//aP/cXyIZdf7nJj4za2s/+MYxBQPQYrhkFiS5RYIvrpVweB7L2dsVBDBHL4r5z/kJ+j6ViCeO/pLguJ5\
        T9zUQIEAkyAIODUZeAfoEDNTEAwv0KX44/zy/+MYxBIMWYrpsCnQkcC4Snzh4UjglOy1Uamt//+ZpfwYyiqrMKMcFIem2mG1FsbaboAEkE45\
        xMKkoT92oEBT4mH01uHGPzvb/+MYxBsMYRsSWALKBuhHbiYBi/RhMXfC3AQa//////////6lifoEN9F+gmtCMQCZrVFGBsPEsYQhco5/WTM7\
        fnModJb8GEmZ/+MYxCQMSS7kAACSEBtSQv////////rV//WqOQDIAA23QIFbq5W50bkYxjTnR5nX///8vlKzYYs6LerP4Ar3q7f+norkPVwg\
        /+MYxC0MshLxeAHEAzDCcxIGikMfE26AI/QUbRRcdnQVBtUFQ6R6mVjf////27uG3LDDwWFTILKez7ciVEJJQlKrTRIA8l1+/+MYxDUL6WbQ\
        qUUQAnXXgu9+HPlwjxojQb8EkDieqsF03f9oSaPosJkinn7fA5///2///1RRESUCgwE/SVu/+gTBxAioS7r1/+MYxEAYU4a8yY8oACiLj1FD\
        p//lcgoJiA8o87nyMlSzGKpAI3//7u6uv/4oPZX5nb/51/yW1WV0o+wQSY4YuxIwMSI5Pxxr/+MYxBkTcz7UAY8oACX1iVtk8JE8FP5iHZ//\
        /v///////0Qcv8giQe39FMZV/1qKHN/qQhQv/7mMOEG//44ezf5FP6ckkgY4/+MYxAYNKALNucAAAog4WDqwVeCp0RBwRHioKjw0WBo8Ilgq\
        Cs6WBp+JQ1qBp+VDXBp+sNct/zv///EqTEFNRTMuMTAwqqqq
        """
}
