from transcribe.medicine import medicine_named, medicines


def test_names_are_known_in_any_case():
    zoloft = medicine_named("ZOLOFT")
    assert zoloft is not None
    assert (zoloft.name, zoloft.generic) == ("Zoloft", "sertraline")
    assert medicine_named("sofa") is None


def test_every_generic_name_names_itself():
    for medicine in medicines().values():
        named = medicine_named(medicine.generic)
        assert named is not None and named.generic == medicine.generic
