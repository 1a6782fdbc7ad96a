module.exports = {
  core: require('@req/core'),
  transport: require('@req/core/transport'),
  requests: require('@req/requests'),
  fetch: require('@req/transport-fetch'),
  http: require('@req/transport-http'),
  undici: require('@req/transport-undici'),
};
