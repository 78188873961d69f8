<?php
/**
 * The block.
 *
 * @package Allkontrakt
 */

defined( 'ABSPATH' ) || exit;

/**
 * Registers the block from its block.json, and gives its editor the choices and words that PHP has.
 */
function allkontrakt_register_block() {
	register_block_type(
		dirname( ALLKONTRAKT_FILE ) . '/blocks/form',
		array( 'render_callback' => 'allkontrakt_render_block' )
	);
	$choices = static function ( $from ) {
		$options = array();
		foreach ( $from as $value => $label ) {
			$options[] = array(
				'value' => (string) $value,
				'label' => $label,
			);
		}
		return $options;
	};
	$usual   = array( '' => __( 'As in the settings', 'allkontrakt' ) );
	$words   = array(
		'panel'    => __( 'Form', 'allkontrakt' ),
		'service'  => __( 'Service', 'allkontrakt' ),
		'language' => __( 'Language', 'allkontrakt' ),
		'theme'    => __( 'Look', 'allkontrakt' ),
		'choices'  => array(
			'service'  => $choices( $usual + allkontrakt_service_choices( allkontrakt_language( '' ) ) ),
			'language' => $choices( $usual + array_filter( allkontrakt_language_choices(), 'strlen', ARRAY_FILTER_USE_KEY ) ),
			'theme'    => $choices( $usual + allkontrakt_theme_choices() ),
		),
	);
	wp_add_inline_script(
		'allkontrakt-form-editor-script',
		'var allkontraktBlock = ' . wp_json_encode( $words ) . ';',
		'before'
	);
}

/**
 * The block as HTML: the form on a page, its preview where the editor asks for it.
 *
 * @param array<string, mixed> $attributes What was chosen.
 * @return string HTML.
 */
function allkontrakt_render_block( $attributes ) {
	$edited = defined( 'REST_REQUEST' ) && REST_REQUEST && current_user_can( 'edit_posts' );
	return $edited
		? allkontrakt_preview( $attributes )
		: allkontrakt_form( $attributes, get_block_wrapper_attributes( array( 'class' => 'allkontrakt-form' ) ) );
}
