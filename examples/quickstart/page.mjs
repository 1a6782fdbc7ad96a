import * as binaryResponseContent from './sections/binary-response-content.mjs';
import * as customHeaders from './sections/custom-headers.mjs';
import * as errorsAndExceptions from './sections/errors-and-exceptions.mjs';
import * as jsonResponseContent from './sections/json-response-content.mjs';
import * as makeARequest from './sections/make-a-request.mjs';
import * as passingParameters from './sections/passing-parameters.mjs';
import * as rawResponseContent from './sections/raw-response-content.mjs';
import * as responseContent from './sections/response-content.mjs';

/** The sections of Requests' Quickstart, in its order. */
export const page = [
  makeARequest,
  passingParameters,
  responseContent,
  binaryResponseContent,
  jsonResponseContent,
  rawResponseContent,
  customHeaders,
  errorsAndExceptions,
];
