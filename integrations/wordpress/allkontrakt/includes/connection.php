<?php
/**
 * Whether the form can be shown here: asked from this server, of the site that has it.
 *
 * @package Allkontrakt
 */

defined( 'ABSPATH' ) || exit;

/**
 * This site as browsers name it.
 *
 * @return string Scheme, host and port.
 */
function allkontrakt_own_origin() {
	$parts = wp_parse_url( home_url() );
	$port  = isset( $parts['port'] ) ? ':' . $parts['port'] : '';
	return $parts['scheme'] . '://' . allkontrakt_ascii_host( $parts['host'] ) . $port;
}

/**
 * A host's name as browsers send it: räksmörgås.se is xn--rksmrgs-5wao1o.se.
 *
 * @param string $host As WordPress has it.
 * @return string In small letters.
 */
function allkontrakt_ascii_host( $host ) {
	$small = function_exists( 'mb_strtolower' ) ? mb_strtolower( $host, 'UTF-8' ) : strtolower( $host );
	// WordPress brings the encoder along; it is called otherwise since 6.2.
	$encoder = class_exists( '\WpOrg\Requests\IdnaEncoder' ) ? '\WpOrg\Requests\IdnaEncoder' : '\Requests_IDNAEncoder';
	if ( ! preg_match( '/[^\x00-\x7f]/', $small ) || ! class_exists( $encoder ) ) {
		return $small;
	}
	try {
		return $encoder::encode( $small );
	} catch ( Exception $error ) {
		return $small;
	}
}

/**
 * Tries the connection.
 *
 * @return array{ok: bool, text: string} What to tell, and whether all is well.
 */
function allkontrakt_try_connection() {
	$url = allkontrakt_settings()['url'];
	if ( '' === $url ) {
		return allkontrakt_tried( false, __( 'Write the address of the Allkontrakt site first, and save.', 'allkontrakt' ) );
	}
	$asked = array(
		'timeout'     => 10,
		'redirection' => 0,
	);
	$form  = wp_remote_get( $url . '/embed/el', $asked );
	if ( is_wp_error( $form ) ) {
		return allkontrakt_tried(
			false,
			sprintf(
				/* translators: 1: an address on the web, 2: an error message. */
				__( '%1$s does not answer: %2$s', 'allkontrakt' ),
				$url,
				$form->get_error_message()
			)
		);
	}
	$script = wp_remote_get( $url . '/embed/v1.js', $asked );
	if ( 200 !== wp_remote_retrieve_response_code( $form ) || 200 !== wp_remote_retrieve_response_code( $script ) ) {
		return allkontrakt_tried(
			false,
			sprintf(
				/* translators: 1: an address on the web, 2: a number such as 404. */
				__( '%1$s answers, but not with the form (%2$s). Is that the address of the Allkontrakt site, and is it up to date?', 'allkontrakt' ),
				$url,
				wp_remote_retrieve_response_code( $form )
			)
		);
	}
	$policy = wp_remote_retrieve_header( $form, 'content-security-policy' );
	$own    = allkontrakt_own_origin();
	if ( ! preg_match( '/(?:^|;)\s*frame-ancestors\s+([^;]*)/i', is_array( $policy ) ? implode( ';', $policy ) : $policy, $found )
		|| ! in_array( $own, preg_split( '/\s+/', trim( $found[1] ) ), true ) ) {
		return allkontrakt_tried(
			false,
			sprintf(
				/* translators: 1: the address of the Allkontrakt site, 2: the address of this site. */
				__( '%1$s answers, but does not let this site show the form. Ask whoever runs it to add %2$s to EMBED_ORIGINS. Until then visitors see a link.', 'allkontrakt' ),
				$url,
				$own
			)
		);
	}
	return allkontrakt_tried(
		true,
		sprintf(
			/* translators: 1: the address of the Allkontrakt site, 2: the address of this site. */
			__( 'It works: %1$s answers and lets %2$s show the form.', 'allkontrakt' ),
			$url,
			$own
		)
	);
}

/**
 * How it went.
 *
 * @param bool   $ok   Whether all is well.
 * @param string $text What to tell.
 * @return array{ok: bool, text: string}
 */
function allkontrakt_tried( $ok, $text ) {
	return array(
		'ok'   => $ok,
		'text' => $text,
	);
}
