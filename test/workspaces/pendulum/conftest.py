"""pytest does not write markers into its JUnit report: this writes them as properties of the tests."""


def pytest_collection_modifyitems(items):
    for item in items:
        for marker in item.iter_markers():
            if marker.name in ("numerical", "concurrent"):
                item.user_properties.append(("marker", marker.name))
