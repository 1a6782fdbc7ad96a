"""Python Requests without chardet and simplejson, which change its results if they are installed."""

import sys
import warnings

sys.modules['chardet'] = None
sys.modules['simplejson'] = None

with warnings.catch_warnings():
    # Debian's Requests warns about Debian's version of charset_normalizer.
    warnings.simplefilter('ignore')
    import requests
    import urllib3

# Cases switch verification off on purpose.
urllib3.disable_warnings()

VERSIONS = {'requests': requests.__version__, 'urllib3': urllib3.__version__}
USER_AGENT = requests.utils.default_user_agent()
ACCEPT_ENCODING = requests.utils.default_headers()['Accept-Encoding']
