#!/bin/sh
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
vexor="${VEXOR:-vexor}"
out="${OUT:-vexor-review}"
review="${FROM:-$out/review.json}"
code=0
mkdir -p "$out"
if [ -z "${FROM:-}" ]; then
  rm -f "$review" "$out/review.html" "$out/review.md" "$out"/review-[0-9]*.md
  "$vexor" review "${BASE:-refs/remotes/origin/main}..${HEAD:-HEAD}" --repo "${REPO:-.}" \
    ${NUMBER:+--number "$NUMBER"} --format json --without-plans \
    --out "$review" || code=$?
  if [ -f "$review" ]; then
    "$vexor" review --from "$review" --format html --out "$out/review.html" || :
    "$vexor" review --from "$review" --format markdown --out "$out/review.md" || :
    if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$out/review.md" >> "$GITHUB_STEP_SUMMARY"; fi
  fi
fi
if [ -n "${FORGE:-}" ] && { [ -f "$review" ] || [ -n "${FROM:-}" ]; }; then
  posted=0
  "$vexor" review --from "$review" --post "$FORGE" || posted=$?
  if [ "$code" = 0 ]; then code=$posted; fi
fi
exit "$code"
