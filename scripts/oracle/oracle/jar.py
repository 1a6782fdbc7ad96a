"""Cookies as the vectors write them."""


def describe_jar(jar, put_back):
    lines = [_line(cookie, put_back) for cookie in jar]
    return sorted(lines, key=lambda line: (line['domain'], line['path'], line['name']))


def jar_values(jar):
    return {cookie.name: cookie.value for cookie in jar}


def _line(cookie, put_back):
    # Python's cookie jar calls a host without a dot HOST.local.
    domain = cookie.domain.removeprefix('.').removesuffix('.local')
    line = {'domain': put_back.text(domain), 'path': cookie.path, 'name': cookie.name, 'value': cookie.value}
    if domain != '':
        line['hostOnly'] = not cookie.domain_specified
    return {**line, 'secure': cookie.secure, 'session': cookie.expires is None}
