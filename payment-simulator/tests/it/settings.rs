//! Unusable settings end the start of the binary.

use holdfast_test_support::lines_of_failed_start;

#[test]
fn every_missing_or_unusable_setting_is_listed_on_a_line_of_its_own() {
    let settings = [
        ("SIMULATOR_DATABASE_URL", "mysql://user:hunter2@127.0.0.1"),
        ("SIMULATOR_API_KEY", "hunter2"),
        ("SIMULATOR_CALLBACK_SECRET", "hunter2"),
        ("SIMULATOR_CALLBACK_URL", "https://user:hunter2@:1/callbacks"),
        ("SIMULATOR_DELAY_MS", "1s"),
        ("SIMULATOR_SUCCESS_RATE", "2"),
    ];
    let errors = lines_of_failed_start(env!("CARGO_BIN_EXE_holdfast-payment-simulator"), &[], &settings);
    let expected = [
        "SIMULATOR_DATABASE_URL: can't use its value, which is a secret: it names no database; example: \
         mysql://user:password@127.0.0.1:3306/holdfast_payments",
        "SIMULATOR_OPERATOR_TOKEN: not set",
        r#"SIMULATOR_CALLBACK_URL: can't use "https://…@:1/callbacks": empty host; example: http://127.0.0.1:8080/api/payments/callbacks"#,
        r#"SIMULATOR_DELAY_MS: can't use "1s": invalid digit found in string; example: 0"#,
        r#"SIMULATOR_SUCCESS_RATE: can't use "2": it is not between 0 and 1; example: 1"#,
    ];
    assert_eq!(errors, expected);
}
