from transcribe import running_text


def test_words_stand_apart_but_where_the_script_has_no_spaces():
    assert running_text(["I", " sleep ", "", "badly."]) == "I sleep badly."
    assert running_text(["よく", "眠れ", "ません", "。"]) == "よく眠れません。"
    assert running_text(["잠을", "못", "자요."]) == "잠을 못 자요."
    assert running_text(["毎日", "sertraline", "50", "mg", "です"]) == "毎日sertraline 50 mgです"
    assert running_text([]) == ""
