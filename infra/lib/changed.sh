# `infra/dev test --changed`: which crates a change reaches.
# shellcheck shell=bash

# The crates that differ from the main branch, with what isn't committed, and the crates that depend on them.
changed_crates() {
  local base
  local -a files
  base=$(git -C "$REPO" merge-base HEAD "$(main_branch)")
  mapfile -t files < <(
    git -C "$REPO" diff --name-only "$base"
    git -C "$REPO" ls-files --others --exclude-standard
  )
  reached_crates "${files[@]}"
}

# In a clone that is on the main branch itself, what hasn't been pushed.
main_branch() {
  git -C "$REPO" rev-parse --quiet --verify origin/main >/dev/null && echo origin/main || echo main
}

# reached_crates FILE…: the crates that these files belong to, and those that depend on them. What all crates are built
# with reaches every crate. Files outside the crates reach none.
reached_crates() {
  cargo metadata --format-version 1 --no-deps --locked --offline --manifest-path "$REPO/Cargo.toml" |
    jq --raw-output --arg root "$REPO/" '
      [.packages[] | {
        name,
        directory: (.manifest_path | ltrimstr($root) | rtrimstr("Cargo.toml")),
        needs: [.dependencies[] | select(.path) | .name]
      }] as $crates
      | def and_dependents: . as $found
          | ([$found[], ($crates[] | select(any(.needs[]; IN($found[]))) | .name)] | unique) as $more
          | if $more == $found then . else $more | and_dependents end;
      [$ARGS.positional[] as $file
        | if $file | IN("Cargo.toml", "Cargo.lock", "rust-toolchain.toml") or startswith(".cargo/") or startswith(".sqlx/")
          then $crates[] else $crates[] | select(.directory as $in | $file | startswith($in)) end
        | .name] | unique | and_dependents[]' --args "$@"
}
