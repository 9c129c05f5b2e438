/**
 * Pipelines that validate every host file, and review a change. What reviews has no secret, so it
 * may run on the change of a stranger: of that, only objects of git are read. What posts the review
 * has a secret, and takes nothing of the change but the review.
 */

const VEXOR = "/tmp/vexor/usr/bin/vexor";

/** Unpacked, and not installed: a pipeline needs no rights for it. */
export const FETCH_LINES = [
  "test -n \"$VEXOR_DEB\" || { echo \"VEXOR_DEB is empty: fill it in\" >&2; exit 1; }",
  "curl --fail --silent --show-error --location --output /tmp/vexor.deb \"$VEXOR_DEB\"",
  "echo \"$VEXOR_SHA256  /tmp/vexor.deb\" | sha256sum --check",
  "dpkg-deb --extract /tmp/vexor.deb /tmp/vexor",
] as const;

const VALIDATE = [
  "failed=0",
  `for file in hosts/*.yaml; do ${VEXOR} validate "$file" || failed=1; done`,
  "exit $failed",
] as const;

/** Once, of `$range` into `$out`; the other forms are made of that one. */
const reviewLines = (number: string, forms: readonly string[]): readonly string[] => [
  "code=0",
  `${VEXOR} review "$range" --number "${number}" --format json --without-plans \\`,
  "  --out \"$out/review.json\" || code=$?",
  "form() {",
  `  ${VEXOR} review --from "$out/review.json" --format "$1" --out "$out/$2" || :`,
  "}",
  "if [ -f \"$out/review.json\" ]; then",
  ...forms.map((form) => `  ${form}`),
  "fi",
];

const indented = (lines: readonly string[], by: number): string =>
  lines.map((line) => `${" ".repeat(by)}${line}\n`).join("");

const GITHUB_REVIEW = [
  "range=\"refs/remotes/origin/$GITHUB_BASE_REF..HEAD\"",
  "out=\"$RUNNER_TEMP/vexor-review\"",
  "mkdir -p \"$out\"",
  ...reviewLines("$NUMBER", ["form html review.html", "form markdown review.md",
    "cat \"$out/review.md\" >> \"$GITHUB_STEP_SUMMARY\""]),
  "exit \"$code\"",
] as const;

const GITHUB_ENV = `env:
  # The address of Vexor's .deb, and its sum in SHA256SUMS. They stand here, and not in variables of
  # the repository: a pull request from a fork does not receive those.
  VEXOR_DEB: ""
  VEXOR_SHA256: ""
`;

const GITHUB_FETCH = `      - name: Fetch Vexor
        run: |
${indented(FETCH_LINES, 10)}`;

export const GITHUB = `# Checks every host file, and reviews a pull request, also of a fork: it has
# no secret, and may write nothing. The review is the job's summary, and its artifact; the workflow
# vexor-post posts it. Fill in the two lines below env, here and there.
name: vexor
on:
  pull_request:
    # Edited: it may have got another base, whose policy is another.
    types: [opened, synchronize, reopened, edited]
  push:
    branches: [main]
permissions:
  contents: read
${GITHUB_ENV}jobs:
  validate:
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v7
        with:
          persist-credentials: false
${GITHUB_FETCH}      - name: Validate the host files
        run: |
${indented(VALIDATE, 10)}  review:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@v7
        with:
          ref: \${{ github.event.pull_request.head.sha }}
          fetch-depth: 0
          persist-credentials: false
${GITHUB_FETCH}      - name: Review the change
        env:
          NUMBER: \${{ github.event.pull_request.number }}
        run: |
${indented(GITHUB_REVIEW, 10)}      - uses: actions/upload-artifact@v7
        if: always()
        with:
          name: vexor-review
          path: \${{ runner.temp }}/vexor-review/
          if-no-files-found: ignore
`;

export const GITHUB_POST = `# Posts the review that the first workflow has made: one comment,
# a status and notes at lines. It may write, so it takes nothing of the change but that review, and
# Vexor checks it: its schema and size, and its commit, base and number by what GitHub says of them.
# GitHub runs this file as it is on the default branch.
name: vexor-post
on:
  workflow_run:
    workflows: [vexor]
    types: [completed]
permissions:
  actions: read
  checks: write
  contents: read
  pull-requests: write
  statuses: write
concurrency:
  group: >-
    vexor-post \${{ github.event.workflow_run.head_repository.full_name }}
    \${{ github.event.workflow_run.head_branch }}
${GITHUB_ENV}jobs:
  post:
    if: github.event.workflow_run.event == 'pull_request'
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    steps:
${GITHUB_FETCH}      - uses: actions/download-artifact@v8
        continue-on-error: true
        with:
          name: vexor-review
          path: \${{ runner.temp }}/vexor-review/
          run-id: \${{ github.event.workflow_run.id }}
          github-token: \${{ github.token }}
      - name: Post the review
        env:
          GITHUB_TOKEN: \${{ github.token }}
        run: |
          ${VEXOR} review --from "$RUNNER_TEMP/vexor-review/review.json" --post github
`;

/** The base is the project that is merged into, and not a fork's own branch of that name. */
const GITLAB_REVIEW = [
  "rm -rf vexor-review && mkdir vexor-review && out=vexor-review",
  "from=origin",
  "if [ \"$CI_PROJECT_ID\" != \"$CI_MERGE_REQUEST_PROJECT_ID\" ]; then",
  "  from=\"$CI_MERGE_REQUEST_PROJECT_URL.git\"",
  "fi",
  "branch=\"$CI_MERGE_REQUEST_TARGET_BRANCH_NAME\"",
  "git fetch --quiet --no-tags \"$from\" \"+refs/heads/$branch:refs/remotes/target/branch\"",
  "range=\"refs/remotes/target/branch..${CI_MERGE_REQUEST_SOURCE_BRANCH_SHA:-$CI_COMMIT_SHA}\"",
  ...reviewLines("$CI_MERGE_REQUEST_IID", ["form html review.html", "form junit junit.xml",
    "form codequality codequality.json",
    "if [ -n \"${VEXOR_GITLAB_TOKEN:-}\" ]; then",
    `  ${VEXOR} review --from "$out/review.json" --post gitlab || :`,
    "fi"]),
  "exit \"$code\"",
] as const;

export const GITLAB = `# Checks every host file, and reviews a merge request. The review is in the
# job's reports, and as a whole its artifact. With a variable VEXOR_GITLAB_TOKEN, an access token of
# the project with the scope api, it is a comment as well. Fill in the first two variables.
variables:
  # The address of Vexor's .deb, and its sum in SHA256SUMS: here, for a fork has no others.
  VEXOR_DEB: ""
  VEXOR_SHA256: ""
validate:
  image: debian:12
  timeout: 15m
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  before_script:
    - apt-get update -qq && apt-get install -qq -y curl
    - |
${indented(FETCH_LINES, 6)}  script:
    - |
${indented(VALIDATE, 6)}
review:
  image: debian:12
  timeout: 15m
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: "0"
  before_script:
    - apt-get update -qq && apt-get install -qq -y curl git
    - |
${indented(FETCH_LINES, 6)}  script:
    - |
${indented(GITLAB_REVIEW, 6)}  artifacts:
    when: always
    expose_as: Vexor review
    paths:
      - vexor-review/
    reports:
      junit: vexor-review/junit.xml
      codequality: vexor-review/codequality.json
`;

/** For any other runner, and what the action runs. */
export const SHELL = `#!/bin/sh
# Reviews a change, in a clone with its whole history, and posts the review where FORGE says. Its
# exit code is the verdict: what a forge refuses is a warning.
#   VEXOR   the program (vexor)          NUMBER  of the pull request or merge request
#   BASE    the branch, by its whole name, for a tag may have a short one (refs/remotes/origin/main)
#   HEAD    the change (HEAD)            FORGE   github, gitlab, or empty: then nothing is posted
#   REPO    the directory with hosts/    FROM    a review that was made elsewhere; none is made then
#   OUT     where review.json, review.html and review.md go (vexor-review)
# GitHub wants GITHUB_TOKEN and GITHUB_REPOSITORY; GitLab VEXOR_GITLAB_TOKEN, CI_API_V4_URL and
# CI_PROJECT_ID.
set -eu
vexor="\${VEXOR:-vexor}"
out="\${OUT:-vexor-review}"
review="\${FROM:-$out/review.json}"
code=0
mkdir -p "$out"
if [ -z "\${FROM:-}" ]; then
  rm -f "$review" "$out/review.html" "$out/review.md" "$out"/review-[0-9]*.md
  "$vexor" review "\${BASE:-refs/remotes/origin/main}..\${HEAD:-HEAD}" --repo "\${REPO:-.}" \\
    \${NUMBER:+--number "$NUMBER"} --format json --without-plans \\
    --out "$review" || code=$?
  if [ -f "$review" ]; then
    "$vexor" review --from "$review" --format html --out "$out/review.html" || :
    "$vexor" review --from "$review" --format markdown --out "$out/review.md" || :
    if [ -n "\${GITHUB_STEP_SUMMARY:-}" ]; then cat "$out/review.md" >> "$GITHUB_STEP_SUMMARY"; fi
  fi
fi
if [ -n "\${FORGE:-}" ] && { [ -f "$review" ] || [ -n "\${FROM:-}" ]; }; then
  posted=0
  "$vexor" review --from "$review" --post "$FORGE" || posted=$?
  if [ "$code" = 0 ]; then code=$posted; fi
fi
exit "$code"
`;
