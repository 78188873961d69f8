<?php
/**
 * What the site has set.
 *
 * @package Allkontrakt
 */

defined( 'ABSPATH' ) || exit;

/**
 * The settings, whole however little has been saved.
 *
 * @return array{url: string, service: string, language: string, theme: string}
 */
function allkontrakt_settings() {
	$saved = get_option( 'allkontrakt' );
	return array_merge(
		array(
			'url'      => '',
			'service'  => 'el',
			'language' => '',
			'theme'    => 'light',
		),
		is_array( $saved ) ? array_filter( $saved, 'is_string' ) : array()
	);
}

/**
 * The language of forms for a choice: what is chosen, or the site's own.
 *
 * @param string $choice Either sv or en, or nothing.
 * @return string Either sv or en.
 */
function allkontrakt_language( $choice ) {
	if ( 'sv' === $choice || 'en' === $choice ) {
		return $choice;
	}
	return 0 === strpos( get_locale(), 'en' ) ? 'en' : 'sv';
}

/**
 * Languages to choose from.
 *
 * @return array<string, string>
 */
function allkontrakt_language_choices() {
	return array(
		''   => __( 'As the site', 'allkontrakt' ),
		'sv' => __( 'Swedish', 'allkontrakt' ),
		'en' => __( 'English', 'allkontrakt' ),
	);
}

/**
 * Looks to choose from.
 *
 * @return array<string, string>
 */
function allkontrakt_theme_choices() {
	return array(
		'light' => __( 'Light', 'allkontrakt' ),
		'dark'  => __( 'Dark', 'allkontrakt' ),
		'auto'  => __( 'As the visitor has it', 'allkontrakt' ),
	);
}

/**
 * An address as it is kept: scheme, host and port.
 *
 * @param string $text What was written.
 * @return string Nothing when it can't be used: not an address, or not https and not this machine.
 */
function allkontrakt_origin( $text ) {
	$parts  = wp_parse_url( trim( (string) $text ) );
	$scheme = isset( $parts['scheme'] ) ? strtolower( $parts['scheme'] ) : '';
	$host   = isset( $parts['host'] ) ? strtolower( $parts['host'] ) : '';
	$own    = in_array( $host, array( 'localhost', '127.0.0.1', '[::1]' ), true );
	if ( isset( $parts['user'] ) || ! ( 'https' === $scheme || ( 'http' === $scheme && $own ) ) ) {
		return '';
	}
	if ( ! preg_match( '/^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)$/', $host ) ) {
		return '';
	}
	$usual = 'https' === $scheme ? 443 : 80;
	$port  = isset( $parts['port'] ) && $usual !== $parts['port'] ? ':' . $parts['port'] : '';
	return $scheme . '://' . $host . $port;
}
