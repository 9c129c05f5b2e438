/**
 * Pipelines that validate every host file, and review a change. They post nothing and have no
 * secret, so they may run on the change of a stranger: of that, only objects of git are read.
 */

/** Unpacked, and not installed: a pipeline needs no rights for it. */
const FETCH = [
  "curl --fail --silent --show-error --location --output /tmp/vexor.deb \"$VEXOR_DEB\"",
  "echo \"$VEXOR_SHA256  /tmp/vexor.deb\" | sha256sum --check",
  "dpkg-deb --extract /tmp/vexor.deb /tmp/vexor",
] as const;

const VALIDATE = [
  "failed=0",
  "for file in hosts/*.yaml; do /tmp/vexor/usr/bin/vexor validate \"$file\" || failed=1; done",
  "exit $failed",
] as const;

/** In `$out`, of `$range`. The page is written last: what ends it is the end of the job. */
const REVIEW = [
  "review() { /tmp/vexor/usr/bin/vexor review \"$range\" --format \"$1\" --out \"$out/$2\"; }",
] as const;

const indented = (lines: readonly string[], by: number): string =>
  lines.map((line) => `${" ".repeat(by)}${line}\n`).join("");

const GITHUB_REVIEW = [
  "range=\"origin/$GITHUB_BASE_REF..HEAD\"",
  "out=\"$RUNNER_TEMP/vexor-review\"",
  "mkdir -p \"$out\"",
  ...REVIEW,
  "review markdown review.md || :",
  "if [ -f \"$out/review.md\" ]; then cat \"$out/review.md\" >> \"$GITHUB_STEP_SUMMARY\"; fi",
  "review html review.html",
] as const;

const GITHUB_FETCH = `      - name: Fetch Vexor
        env:
          VEXOR_DEB: \${{ vars.VEXOR_DEB }}
          VEXOR_SHA256: \${{ vars.VEXOR_SHA256 }}
        run: |
${indented(FETCH, 10)}`;

export const GITHUB = `# Checks every host file, and reviews a pull request. The review is the job's
# summary, and as a whole its artifact. Set two variables of the repository: VEXOR_DEB, the address
# of Vexor's .deb, and VEXOR_SHA256, its sum in SHA256SUMS.
name: vexor
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  validate:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
        with:
          persist-credentials: false
${GITHUB_FETCH}      - name: Validate the host files
        run: |
${indented(VALIDATE, 10)}  review:
    if: github.event_name == 'pull_request'
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
        with:
          fetch-depth: 0
          persist-credentials: false
${GITHUB_FETCH}      - name: Review the change
        run: |
${indented(GITHUB_REVIEW, 10)}      - uses: actions/upload-artifact@v7
        if: always()
        with:
          name: vexor-review
          path: \${{ runner.temp }}/vexor-review/
          if-no-files-found: ignore
`;

/** The base is the project that is merged into, and not a fork's own branch of that name. */
const GITLAB_REVIEW = [
  "rm -rf vexor-review && mkdir vexor-review && out=vexor-review",
  "from=origin",
  "if [ \"$CI_PROJECT_ID\" != \"$CI_MERGE_REQUEST_PROJECT_ID\" ]; then",
  "  from=\"$CI_MERGE_REQUEST_PROJECT_URL.git\"",
  "fi",
  "branch=\"$CI_MERGE_REQUEST_TARGET_BRANCH_NAME\"",
  "git fetch --quiet \"$from\" \"+refs/heads/$branch:refs/remotes/target/branch\"",
  "range=target/branch..HEAD",
  ...REVIEW,
  "review junit junit.xml || :",
  "review codequality codequality.json || :",
  "review html review.html",
] as const;

export const GITLAB = `# Checks every host file, and reviews a merge request. The review is in the
# job's reports, and as a whole its artifact. Set two CI/CD variables of the project: VEXOR_DEB, the
# address of Vexor's .deb, and VEXOR_SHA256, its sum in SHA256SUMS.
validate:
  image: debian:12
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  before_script:
    - apt-get update -qq && apt-get install -qq -y curl
    - |
${indented(FETCH, 6)}  script:
    - |
${indented(VALIDATE, 6)}
review:
  image: debian:12
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: "0"
  before_script:
    - apt-get update -qq && apt-get install -qq -y curl git
    - |
${indented(FETCH, 6)}  script:
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
